"""Reports (отчёты): formulas, and each report as one table that a page, a workbook and a printed form are made of."""
