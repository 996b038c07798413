"""What the diary's pages show."""
