"""Files people bring: what they may be, where their content lies, and that none outlives the last row that holds it."""
