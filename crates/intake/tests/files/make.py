"""Writes the workbooks and documents in this folder with the programs that people use.

Needs LibreOffice (soffice), R, Node.js, and from PyPI: openpyxl, xlsxwriter, pandas, xlwt, msoffcrypto-tool.
From npm, in the folder given: exceljs, xlsx. The files are kept, so that tests need none of these.

usage: make.py FOLDER_OF_NODE_MODULES
"""

import datetime
import io
import subprocess
import sys
import tempfile
from pathlib import Path

import openpyxl
import pandas
import xlsxwriter
import xlwt
from msoffcrypto.format.ooxml import OOXMLFile
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

HERE = Path(__file__).parent
HEAD = ["id", "name", "skill.operations", "skill.change"]
PEOPLE = [["p-1", "Bram Okello", 82, 66.5], ["p-2", "Ida Lund", 40, 45]]


def openpyxl_files():
    book = openpyxl.Workbook()
    sheet = book.active
    for row in [HEAD, ["p-1", "Bram Okello", "=ROUND(AVERAGE(80,84),0)", 66], ["p-2", "Ida Lund", "#N/A", True],
                ["p-3", "Cato Holm", datetime.date(2026, 3, 1), 0.82]]:
        sheet.append(row)
    sheet["C3"].data_type = "e"
    sheet["D4"].number_format = "0%"
    book.save(HERE / "openpyxl-kinds.xlsx")

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Read me"
    sheet["B2"] = "Candidates, spring 2026"
    people = book.create_sheet("People")
    people["A1"] = "Shortlist"
    people.merge_cells("A1:D1")
    people["A3"], people["B3"], people["C3"] = "id", "name", "Skills"
    people["C4"], people["D4"] = "skill.operations", "skill.change"
    people.merge_cells("A3:A4"), people.merge_cells("B3:B4"), people.merge_cells("C3:D3")
    for row in PEOPLE:
        people.append(row)
    people["B5"] = CellRichText("Bram ", TextBlock(InlineFont(b=True), "Okello"))
    people.row_dimensions[6].hidden = True
    people.column_dimensions["D"].hidden = True
    book.create_sheet("Old").sheet_state = "hidden"
    book.save(HERE / "openpyxl-cover.xlsx")

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Ratings")
    sheet.append(["target", "rater", "value"])
    for target in ["Bram", "Ida"]:
        for rater, value in [("r-1", 4), ("r-2", 5)]:
            sheet.append([target, rater, value])
    book.save(HERE / "openpyxl-ratings.xlsx")
    book = openpyxl.load_workbook(HERE / "openpyxl-ratings.xlsx")
    sheet = book.active
    sheet.merge_cells("A2:A3"), sheet.merge_cells("A4:A5")
    book.save(HERE / "openpyxl-ratings.xlsx")

    book = openpyxl.Workbook()
    sheet = book.active
    for row in [HEAD, *PEOPLE]:
        sheet.append(row)
    book.save(HERE / "openpyxl-macro.xlsm")


def xlsxwriter_files():
    with xlsxwriter.Workbook(HERE / "xlsxwriter-formula.xlsx") as book:
        sheet = book.add_worksheet()
        for row, cells in enumerate([HEAD, *PEOPLE]):
            sheet.write_row(row, 0, cells)
        sheet.write_formula("C2", "=ROUND(AVERAGE(80,84),0)")
        sheet.write_formula("D2", "=60+6", None, 66)
    with xlsxwriter.Workbook(HERE / "xlsxwriter-1904.xlsx", {"date_1904": True, "constant_memory": True}) as book:
        sheet = book.add_worksheet()
        day = book.add_format({"num_format": "d mmm"})
        for row, cells in enumerate([["", "a", "b"], ["a", 1, 3]]):
            sheet.write_row(row, 0, cells)
        sheet.write_row(2, 0, ["b"])
        sheet.write_datetime(2, 1, datetime.datetime(2026, 3, 1), day)
        sheet.write(2, 2, 1)
    with xlsxwriter.Workbook(HERE / "xlsxwriter-strings.xlsx", {"constant_memory": True}) as book:
        sheet = book.add_worksheet("People")
        for row, cells in enumerate([HEAD, ["p-1", "Bram _x000D_ Okello\r\n", "82,5", " 66 "]]):
            sheet.write_row(row, 0, cells)


def pandas_files():
    frame = pandas.DataFrame(PEOPLE, columns=HEAD)
    frame.to_excel(HERE / "pandas.xlsx", index=False, sheet_name="pool")
    heads = pandas.MultiIndex.from_tuples([("Person", "id"), ("Person", "name"), ("Skills", HEAD[2]), ("Skills", HEAD[3])])
    with pandas.ExcelWriter(HERE / "pandas-two-heads.xlsx", engine="xlsxwriter") as writer:
        pandas.DataFrame(PEOPLE, columns=heads).to_excel(writer, index=True)
    frame.to_csv(HERE / "pandas-german.csv", index=False, sep=";", decimal=",", encoding="utf-16")


def libreoffice_files():
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "libreoffice.xlsx"
        source.write_bytes((HERE / "openpyxl-kinds.xlsx").read_bytes())
        for extension in ["xlsx:Calc MS Excel 2007 XML", "ods", "xls:MS Excel 97", "csv:Text - txt - csv (StarCalc):59,34,1252,1,,0,false,true"]:
            out = Path(folder) / "out"
            command = ["soffice", "--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to", extension,
                       "--outdir", out, source]
            subprocess.run(command, check=True, capture_output=True)
            name = f"libreoffice.{extension.split(':')[0]}"
            (HERE / name).write_bytes((out / name).read_bytes())


def other_files(node_modules):
    book = xlwt.Workbook()
    sheet = book.add_sheet("People")
    for row, cells in enumerate([HEAD, *PEOPLE]):
        for column, cell in enumerate(cells):
            sheet.write(row, column, cell)
    book.save(HERE / "xlwt.xls")

    sealed = io.BytesIO()
    with open(HERE / "pandas.xlsx", "rb") as plain:
        OOXMLFile(plain).encrypt("open sesame", sealed)
    (HERE / "password.xlsx").write_bytes(sealed.getvalue())

    script = """
        const ExcelJS = require('exceljs'), XLSX = require('xlsx'), here = process.argv[1];
        const head = ['id', 'name', 'headline', 'skill.operations\\r'];
        const rows = [head, ['p-1', 'Bram Okello\\r', 'COO,\\r\\n ferry line', 82], ['p-2', 'Ida Lund', 'COO_x000D_ unit', 40]];
        const book = new ExcelJS.Workbook();
        book.addWorksheet('People').addRows(rows);
        book.xlsx.writeFile(here + '/exceljs.xlsx');
        const other = XLSX.utils.book_new();
        XLSX.utils.book_append_sheet(other, XLSX.utils.aoa_to_sheet(rows), 'People');
        XLSX.writeFile(other, here + '/sheetjs.xlsx');
    """
    subprocess.run(["node", "-e", script, HERE], check=True, env={"NODE_PATH": node_modules, "PATH": "/usr/bin:/bin"})

    script = f"""
        people <- data.frame(id = c("p-1", "p-2"), name = c("Zo\\u00eb Okello", "Ida Lund"),
                             skill.operations = c(82.5, NA), skill.change = c(66, 45))
        write.csv2(people, "{HERE}/r-csv2.csv", row.names = FALSE, na = "", fileEncoding = "CP1252")
        write.csv(people, "{HERE}/r.csv", na = "")
    """
    subprocess.run(["R", "--vanilla", "--quiet", "--no-echo"], input=script, text=True, check=True,
                   env={"LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"})


if __name__ == "__main__":
    openpyxl_files()
    xlsxwriter_files()
    pandas_files()
    libreoffice_files()
    other_files(sys.argv[1])
