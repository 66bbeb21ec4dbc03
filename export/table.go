package export

import (
	"encoding/csv"
	"io"
	"iter"
	"strings"
	"unicode/utf8"

	"concord/fault"

	"github.com/xuri/excelize/v2"
)

// Table is a header and its rows.
type Table struct {
	Name   string // of the sheet
	Header []string
	Rows   iter.Seq2[[]string, error]
}

// Records is the table of records.
func Records(items iter.Seq2[Item, error], c Cells) Table {
	return Table{Name: "Records", Header: Header(c.Columns), Rows: func(yield func([]string, error) bool) {
		for item, err := range items {
			if err != nil {
				yield(nil, err)
				return
			}
			if !yield(c.Row(&item), nil) {
				return
			}
		}
	}}
}

// Rows is a table of rows that are held.
func Rows(name string, header []string, rows [][]string) Table {
	return Table{name, header, func(yield func([]string, error) bool) {
		for _, r := range rows {
			if !yield(r, nil) {
				return
			}
		}
	}}
}

// CSV writes a table by RFC 4180 in UTF-8, with a byte order mark, without which
// Excel takes it for another encoding. No cell is a formula; see Safe.
func CSV(w io.Writer, t Table) error {
	if _, err := io.WriteString(w, "\uFEFF"); err != nil {
		return unwritten(err)
	}
	out := csv.NewWriter(w)
	out.UseCRLF = true
	row := make([]string, len(t.Header))
	write := func(cells []string) error {
		for i, c := range cells {
			row[i] = Safe(plainText(c))
		}
		return out.Write(row[:len(cells)])
	}
	if err := write(t.Header); err != nil {
		return unwritten(err)
	}
	for cells, err := range t.Rows {
		if err != nil {
			return err
		}
		if err := write(cells); err != nil {
			return unwritten(err)
		}
	}
	out.Flush()
	return unwritten(out.Error())
}

func unwritten(err error) error {
	return fault.Wrap(err, fault.Unavailable, "The output cannot be written: %v.", err)
}

// The bounds of a sheet of Excel.
const (
	sheetRows = 1_048_576
	cellRunes = 32_767
)

// XLSX writes a table as a workbook of one sheet. A cell that is longer than Excel
// takes is cut and ends in an ellipsis; a table of more rows than it takes is an
// error of kind fault.TooLarge.
func XLSX(w io.Writer, t Table) error {
	f := excelize.NewFile()
	defer func() { _ = f.Close() }() // nothing of it is on disk that matters
	if err := f.SetSheetName("Sheet1", t.Name); err != nil {
		return fault.Wrap(err, fault.Internal, "The workbook cannot be made.")
	}
	sheet, err := f.NewStreamWriter(t.Name)
	if err != nil {
		return fault.Wrap(err, fault.Internal, "The workbook cannot be made.")
	}
	bold, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	if err != nil {
		return fault.Wrap(err, fault.Internal, "The workbook cannot be made.")
	}
	_ = sheet.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}) // a comfort
	for i, h := range t.Header {
		_ = sheet.SetColWidth(i+1, i+1, float64(min(max(len(h)+3, 14), 40)))
	}
	n := 0
	write := func(cells []string, style int) error {
		n++
		if n > sheetRows {
			return fault.New(fault.TooLarge, "A sheet of Excel holds %d rows; there are more records. Ask for fewer, or take CSV or JSON Lines.", sheetRows)
		}
		row := make([]any, len(cells))
		for i, c := range cells {
			row[i] = excelize.Cell{StyleID: style, Value: cut(Safe(plainText(c)))}
		}
		at, _ := excelize.CoordinatesToCellName(1, n)
		return fault.Wrap(sheet.SetRow(at, row), fault.Internal, "The workbook cannot be made.")
	}
	if err := write(t.Header, bold); err != nil {
		return err
	}
	for cells, err := range t.Rows {
		if err != nil {
			return err
		}
		if err := write(cells, 0); err != nil {
			return err
		}
	}
	if err := sheet.Flush(); err != nil {
		return fault.Wrap(err, fault.Internal, "The workbook cannot be made.")
	}
	return unwritten(f.Write(w))
}

func cut(s string) string {
	if len(s) <= cellRunes || utf8.RuneCountInString(s) <= cellRunes {
		return s
	}
	return string([]rune(s)[:cellRunes-1]) + "…"
}

// plainText leaves out what neither XML nor a table can hold: control characters
// and bytes that are no text.
func plainText(s string) string {
	clean := true
	for i := 0; i < len(s) && clean; i++ {
		clean = s[i] >= 0x20 && s[i] < 0x7F || s[i] == '\n' || s[i] == '\t'
	}
	if clean {
		return s
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n', r == '\t':
			return r
		case r == '\r':
			return -1 // csv would turn it into a line end of its own
		case r < 0x20, r == 0x7F, r == utf8.RuneError, r == 0xFFFE, r == 0xFFFF:
			return ' '
		}
		return r
	}, s)
}
