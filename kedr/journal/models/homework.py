"""Homework: for the class or for one pupil, and the files that go with it."""

from django.db import models

from kedr.core.tenancy import Owned, SchoolFK


class Homework(Owned):
    """Homework (домашнее задание) set at a lesson, due by another; with `pupil_id`, for one pupil only.

    Empty text is homework taken back: the row stays so that its version does. `set_at` is when it was first set, and
    `is_late` whether that was later than the school allows; a mended text changes neither.
    """

    lesson_id = models.BigIntegerField()
    lesson = SchoolFK("timetable.Lesson")
    course_id = models.BigIntegerField()
    pupil_id = models.BigIntegerField(default=0)
    due_lesson_id = models.BigIntegerField(null=True)
    due_lesson = SchoolFK("timetable.Lesson", null=True)
    held_on = models.DateField()
    due_on = models.DateField()
    text = models.TextField(blank=True)
    minutes = models.SmallIntegerField(null=True)  # how long the teacher expects it to take
    version = models.IntegerField(default=1)
    set_at = models.DateTimeField(null=True)
    is_late = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school_id", "lesson_id", "pupil_id"], name="journal_homework_once")
        ]
        indexes = [models.Index("school_id", "course_id", "due_on", name="journal_homework_due")]

    def __str__(self) -> str:
        return self.text


class HomeworkFile(Owned):
    """A file that goes with homework (файл задания). One taken off can be put back until the night clears it away."""

    homework_id = models.BigIntegerField()
    homework = SchoolFK(Homework)
    file_id = models.BigIntegerField()
    file = SchoolFK("files.StoredFile")
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school_id", "homework_id", "file_id"], name="journal_homeworkfile_once")
        ]
        # who holds a file
        indexes = [models.Index("school_id", "file_id", name="journal_homeworkfile_file")]

    def __str__(self) -> str:
        return str(self.file_id)
