"""Os modelos da sala, um arquivo por área."""
