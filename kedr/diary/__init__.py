"""The diary (дневник): the journal as a pupil and a guardian see it."""
