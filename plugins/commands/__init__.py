"""What the commands of `tasks.py` do. The only room that knows all the others."""
