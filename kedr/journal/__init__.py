"""The journal (журнал): works, marks, attendance, topics, homework, period results."""
