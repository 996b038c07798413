"""Letters (сообщения): announcements with who has read them, and letters between families and the school."""
