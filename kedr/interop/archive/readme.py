"""What an archive says to whoever opens it first."""

from kedr.interop.archive.tables import DataTable

TEXT = """# Архив учебного года

{school}, {year} учебный год. Собран {made_on} программой «Кедр».

В архиве персональные данные: храните его так же, как бумажные журналы.

## Что внутри

- `journals/` – журналы классов и групп по предметам и учебным периодам, ведомости посещаемости: PDF/A, папка на класс.
  Хранить по {journals_until} ({journal_years} лет).
- `summaries/` – сводные ведомости учёта успеваемости: PDF/A. Хранить по {summaries_until} ({summary_years} лет).
- `data/` – то же, из чего всё это напечатано, в открытом виде: каждая таблица в JSON и в CSV (UTF-8, запятая).
  `data/schema.json` – описание полей (JSON Schema). Номера записей связывают таблицы между собой.
- `manifest.json` – опись: размер, SHA-256, название и срок хранения каждого файла.

Точный текст – в JSON. В CSV перед текстом, который табличная программа приняла бы за формулу, стоит апостроф.

## Как проверить

Программой «Кедр», без базы данных: `kedr verify-archive ПУТЬ`. Она назовёт каждый файл, которого нет, который изменён
или не значится в описи. Любой другой программой: сравните SHA-256 файлов с описью. SHA-256 самой описи записан в
«Кедре» у этого архива; его вписывают и в акт передачи на хранение.

## Таблицы

{tables}
"""


def readme(tables: tuple[DataTable, ...], rows: dict[str, int], **said: object) -> str:
    """The text with the tables, each with its number of rows and its fields."""
    parts = []
    for table in tables:
        fields = "\n".join(f"- `{field.name}` – {field.title}" for field in table.fields)
        parts.append(f"### {table.title}: `data/{table.name}`\n\nСтрок: {rows[table.name]}.\n\n{fields}\n")
    return TEXT.format(tables="\n".join(parts), **said)
