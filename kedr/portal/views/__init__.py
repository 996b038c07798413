"""The screens made of several apps."""
