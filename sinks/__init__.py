"""What is kept, what is decided, what is handed on."""
