"""What the screens made of several apps show."""
