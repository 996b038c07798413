"""What the pages of letters and announcements show."""
