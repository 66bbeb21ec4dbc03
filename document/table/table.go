// Package table reads tables that organizations send in, workbooks of Excel (XLSX)
// and comma-separated values (CSV), as documents: each row is a paragraph of part
// "table", numbered by sheet and row as the sheet numbers it ("1.5"), its cells
// parted by tabs, as rows of tables in Word files are.
//
// It does not ask what a column means; package contribution does.
package table

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"concord/document"
	"concord/document/archive"
	"concord/fault"

	"github.com/xuri/excelize/v2"
)

// Bounds of a table; a larger one is refused.
const (
	maxFile    = 32 << 20
	maxRows    = 50_000
	maxColumns = 200
	maxCell    = 64 << 10
)

// Is says whether a file is a table, by its first bytes and, of an archive, by what
// is in it.
func Is(r io.ReaderAt, size int64, head []byte) bool {
	if archive.Is(head) {
		z, err := archive.Open(r, size)
		if err != nil {
			return false
		}
		for _, f := range z.File {
			if f.Name == "xl/workbook.xml" {
				return true
			}
		}
		return false
	}
	return isCSV(head, int64(len(head)) < size)
}

// isCSV says whether a text is of lines that all part into the same number of short
// cells. Prose has commas too, but not as many in each line.
func isCSV(head []byte, cut bool) bool {
	for i := 0; cut && i < utf8.UTFMax-1 && len(head) > 0 && !utf8.Valid(head); i++ {
		head = head[:len(head)-1] // a letter that was cut
	}
	if !utf8.Valid(head) || bytes.IndexByte(head, 0) >= 0 {
		return false
	}
	head = bytes.TrimPrefix(head, []byte("\uFEFF"))
	sep := separator(head)
	if sep == 0 {
		return false
	}
	r := csv.NewReader(bytes.NewReader(head))
	r.Comma, r.FieldsPerRecord = sep, -1
	var rows [][]string
	for len(rows) < 50 {
		cells, err := r.Read()
		if err != nil {
			if errors.Is(err, io.EOF) || cut {
				break
			}
			return false
		}
		rows = append(rows, cells)
	}
	if cut && len(rows) > 1 {
		rows = rows[:len(rows)-1] // the last may be cut
	}
	if len(rows) < 2 || len(rows[0]) < 2 || len(rows[0]) == 2 && len(rows) < 3 {
		return false
	}
	for _, c := range rows[0] {
		if len(c) > 120 || strings.HasSuffix(strings.TrimSpace(c), ".") && strings.Count(c, " ") > 3 {
			return false
		}
	}
	prose := sep == ','
	for _, row := range rows {
		if len(row) != len(rows[0]) {
			return false
		}
		for _, c := range row[1:] {
			prose = prose && (c == "" || c[0] == ' ')
		}
	}
	return !prose // a blank behind each comma is how sentences are written
}

// separator of the cells in the first line: of comma, semicolon and tab the most
// frequent; 0 where there is none.
func separator(text []byte) rune {
	first, _, _ := bytes.Cut(text, []byte("\n"))
	best, most := rune(0), 0
	for _, sep := range []rune{',', ';', '\t'} {
		if n := bytes.Count(first, []byte(string(sep))); n > most {
			best, most = sep, n
		}
	}
	return best
}

// Read reads a table. Errors: [fault.TooLarge] beyond the bounds, [fault.Invalid] for
// one that is damaged, empty or protected, [fault.Unsupported] for one whose language
// cannot be told, and the error of ctx. SHA256 is left to the caller.
func Read(ctx context.Context, name string, r io.ReaderAt, size int64, opt document.Options) (*document.Document, error) {
	if size > maxFile {
		return nil, fault.New(fault.TooLarge, "%s has %d MiB; tables of at most %d MiB are read: divide it.", name, size>>20, maxFile>>20)
	}
	content := make([]byte, size)
	if n, err := r.ReadAt(content, 0); n < len(content) {
		return nil, fault.Wrap(err, fault.Unavailable, "%s could not be read to its end; try again.", name)
	}
	t := &table{ctx: ctx, name: name, doc: &document.Document{Name: name}}
	var err error
	if archive.Is(content) {
		t.doc.Format = "xlsx"
		err = t.xlsx(content)
	} else {
		t.doc.Format = "csv"
		err = t.csv(content)
	}
	if err != nil {
		return nil, err
	}
	if len(t.doc.Paragraphs) == 0 {
		return nil, fault.New(fault.Invalid, "%s is an empty table; there is nothing to read in it.", name)
	}
	t.doc.Language = opt.Language
	if opt.Language == "" {
		if t.doc.Language, err = document.Recognise(name, t.doc.Paragraphs); err != nil {
			return nil, err
		}
	}
	return t.doc, nil
}

// table is one reading.
type table struct {
	ctx  context.Context
	name string
	doc  *document.Document
}

func (t *table) warn(kind, place, format string, args ...any) {
	t.doc.Warnings = append(t.doc.Warnings, document.Warning{Kind: kind, Place: place, Text: fmt.Sprintf(format, args...)})
}

// row adds a row that is not empty.
func (t *table) row(sheet, n int, cells []string) error {
	if n&0xFF == 0 {
		if err := t.ctx.Err(); err != nil {
			return err
		}
	}
	if n > maxRows {
		return fault.New(fault.TooLarge, "%s has more than %d rows; divide it.", t.name, maxRows)
	}
	if len(cells) > maxColumns {
		return fault.New(fault.TooLarge, "%s has more than %d columns; take out those that are empty or not needed.", t.name, maxColumns)
	}
	last := 0
	for i, c := range cells {
		cells[i] = cell(c)
		if len(cells[i]) > maxCell {
			return fault.New(fault.TooLarge, "%s, row %d: a cell is longer than %d kB; shorten it.", t.name, n, maxCell>>10)
		}
		if cells[i] != "" {
			last = i + 1
		}
	}
	if last > 0 {
		t.doc.Paragraphs = append(t.doc.Paragraphs, document.Paragraph{Part: "table", Number: strconv.Itoa(sheet) + "." + strconv.Itoa(n), Counted: true, Text: strings.Join(cells[:last], "\t")})
	}
	return nil
}

// cell is the text of a cell without what would part it: tabs become blanks, lines
// stay.
func cell(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case r == '\t' || r == '\u00a0':
			return ' '
		case r < ' ' || r == 0x7f || r == '\uFEFF' || r == '\u200b':
			return -1
		}
		return r
	}, s)
	// What exports set before a cell that might be taken for a formula.
	if strings.HasPrefix(s, "'") && len(s) > 1 && strings.ContainsAny(s[1:2], "=+-@") {
		s = s[1:]
	}
	return strings.TrimSpace(s)
}

func (t *table) csv(content []byte) error {
	content = bytes.TrimPrefix(content, []byte("\uFEFF"))
	if !utf8.Valid(content) {
		return fault.New(fault.Invalid, "%s is not in UTF-8; save it again as “CSV UTF-8”, or as .xlsx.", t.name)
	}
	r := csv.NewReader(bytes.NewReader(content))
	r.Comma, r.FieldsPerRecord = separator(content), -1
	for n := 1; ; n++ {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		var bad *csv.ParseError
		if errors.As(err, &bad) {
			return fault.Wrap(err, fault.Invalid, "%s, line %d: a quotation mark is not closed, or stands inside a cell that is not quoted; write it twice inside quotation marks.", t.name, bad.Line)
		}
		if err != nil {
			return fault.Wrap(err, fault.Invalid, "%s cannot be read as a table.", t.name)
		}
		if err := t.row(1, n, cells); err != nil {
			return err
		}
	}
}

func (t *table) xlsx(content []byte) error {
	f, err := excelize.OpenReader(bytes.NewReader(content), excelize.Options{UnzipSizeLimit: 256 << 20, UnzipXMLSizeLimit: 64 << 20, RawCellValue: true})
	if err != nil {
		return fault.Wrap(err, fault.Invalid, "%s is no workbook that can be read; open it and save it again as .xlsx, without a password.", t.name)
	}
	defer func() { _ = f.Close() }() // read only
	for i, sheet := range f.GetSheetList() {
		if visible, err := f.GetSheetVisible(sheet); err == nil && !visible {
			continue // lists that a template keeps for itself
		}
		if err := t.sheet(f, i+1, sheet); err != nil {
			return err
		}
	}
	return nil
}

func (t *table) sheet(f *excelize.File, number int, sheet string) error {
	merged, err := f.GetMergeCells(sheet)
	if err != nil {
		return fault.Wrap(err, fault.Invalid, "%s: the sheet “%s” cannot be read.", t.name, sheet)
	}
	down := t.merges(number, merged)
	rows, err := f.Rows(sheet)
	if err != nil {
		return fault.Wrap(err, fault.Invalid, "%s: the sheet “%s” cannot be read.", t.name, sheet)
	}
	defer func() { _ = rows.Close() }()
	days := map[int]bool{} // by style: shown as a date
	for n := 1; rows.Next(); n++ {
		cells, err := rows.Columns()
		if err != nil {
			return fault.Wrap(err, fault.Invalid, "%s: row %d of the sheet “%s” cannot be read.", t.name, n, sheet)
		}
		if n > maxRows || len(cells) > maxColumns {
			return t.row(number, n, cells) // says which bound
		}
		for i, c := range cells {
			if day, err := strconv.ParseFloat(c, 64); err == nil && day >= 20_000 && day < 80_000 && isDay(f, sheet, i+1, n, days) {
				if at, err := excelize.ExcelDateToTime(day, false); err == nil {
					cells[i] = at.Format(time.DateOnly)
				}
			}
		}
		for _, m := range down {
			if n >= m.from && n <= m.to {
				if n == m.from {
					if m.column < len(cells) {
						*m.value = cells[m.column]
					}
					continue
				}
				for len(cells) <= m.column {
					cells = append(cells, "")
				}
				cells[m.column] = *m.value
			}
		}
		if err := t.row(number, n, cells); err != nil {
			return err
		}
	}
	return fault.Wrap(rows.Error(), fault.Invalid, "%s: the sheet “%s” cannot be read to its end.", t.name, sheet)
}

// merge is a cell of one column that spans rows: it stands for each of them.
type merge struct {
	column, from, to int
	value            *string
}

// merges fills cells down that were merged in one column, and says of others where
// they stand and what to do: which of its columns the value belongs to is not known.
func (t *table) merges(sheet int, list []excelize.MergeCell) (down []merge) {
	for _, m := range list {
		c1, r1, err1 := excelize.CellNameToCoordinates(m.GetStartAxis())
		c2, r2, err2 := excelize.CellNameToCoordinates(m.GetEndAxis())
		if err1 != nil || err2 != nil || c1 > maxColumns {
			continue
		}
		place := m.GetStartAxis() + ":" + m.GetEndAxis()
		switch {
		case c1 == c2 && r2 > r1 && len(down) < 10_000:
			down = append(down, merge{c1 - 1, r1, r2, new(string)})
			if len(down) <= 20 {
				t.warn("cells-merged-down", place, "The cells %s are merged; the value counts for each of their rows.", place)
			}
		case c2 > c1 && r1 > 1:
			t.warn("cells-merged-across", place, "The cells %s are merged across columns; the value counts for the first of them alone: part the cells and fill in each.", place)
		}
	}
	return down
}

// isDay says whether a number is shown as a day, by the style of its cell.
func isDay(f *excelize.File, sheet string, column, row int, days map[int]bool) bool {
	name, err := excelize.CoordinatesToCellName(column, row)
	if err != nil {
		return false
	}
	style, err := f.GetCellStyle(sheet, name)
	if err != nil {
		return false
	}
	if day, known := days[style]; known {
		return day
	}
	day := false
	if s, err := f.GetStyle(style); err == nil {
		switch n := s.NumFmt; {
		case n >= 14 && n <= 17, n == 22, n >= 27 && n <= 36, n >= 50 && n <= 58:
			day = true
		}
		if s.CustomNumFmt != nil {
			day = strings.ContainsAny(strings.ToLower(*s.CustomNumFmt), "yd")
		}
	}
	days[style] = day
	return day
}
