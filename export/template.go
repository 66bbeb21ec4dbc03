package export

import (
	"io"
	"slices"
	"strings"

	"concord/contribution"
	"concord/fault"

	"github.com/xuri/excelize/v2"
)

// Fields of the forms that are handed out: those that say what the whole is, and
// those of each act.
var (
	templateHead = []string{"sender", "partner", "period"}
	templateAct  = []string{"title", "date", "place", "participant", "lead", "beneficiary", "kind", "modality", "participants", "instrument", "text"}
)

// Filled is what stands in a template: the head, and the acts by field. The empty one
// is the form to hand out.
type Filled struct {
	Head map[string]string
	Acts []map[string]string
}

// rowsOf are labels with what was filled in.
func rowsOf(fields []string, lang string, values map[string]string) (rows [][2]string) {
	for _, f := range fields {
		rows = append(rows, [2]string{contribution.Label(f, lang), values[f]})
	}
	return rows
}

// TemplateDOCX writes the form in which an organization sends in what it did: a table
// that says from whom, on whom and for when, and one for each act.
func TemplateDOCX(out io.Writer, lang string, filled Filled) error {
	title := contribution.FormText("title", lang)
	w := &Word{Language: lang, Title: title}
	w.Heading(1, title)
	w.Note(contribution.FormText("help", lang))
	w.Table(rowsOf(templateHead, lang, filled.Head))
	acts := filled.Acts
	if len(acts) == 0 {
		acts = make([]map[string]string, 3)
	}
	for _, a := range acts {
		w.Heading(2, contribution.FormText("act", lang))
		w.Table(rowsOf(templateAct, lang, a))
	}
	_, err := w.WriteTo(out)
	return err
}

// TemplateXLSX writes the same as a table of a row an act, with the closed lists to
// choose from.
func TemplateXLSX(out io.Writer, lang string, filled Filled) error {
	f := excelize.NewFile()
	defer func() { _ = f.Close() }() // nothing of it is on disk that matters
	made := func(err error) error { return fault.Wrap(err, fault.Internal, "The workbook cannot be made.") }
	sheet := strings.TrimSpace(cut31(contribution.FormText("act", lang)))
	if err := f.SetSheetName("Sheet1", sheet); err != nil {
		return made(err)
	}
	fields := append(slices.Clone(templateHead), templateAct...)
	bold, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}, Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}})
	if err != nil {
		return made(err)
	}
	text, err := f.NewStyle(&excelize.Style{NumFmt: 49, Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}}) // text: Excel turns nothing into dates of its own
	if err != nil {
		return made(err)
	}
	rtl := lang == "ar"
	if err := f.SetSheetView(sheet, 0, &excelize.ViewOptions{RightToLeft: &rtl}); err != nil {
		return made(err)
	}
	for i, field := range fields {
		column, _ := excelize.ColumnNumberToName(i + 1)
		width := 24.0
		if field == "text" {
			width = 60
		}
		if err := f.SetColWidth(sheet, column, column, width); err != nil {
			return made(err)
		}
		if err := f.SetColStyle(sheet, column, text); err != nil {
			return made(err)
		}
		if err := f.SetCellStr(sheet, column+"1", contribution.Label(field, lang)); err != nil {
			return made(err)
		}
		if err := f.SetCellStyle(sheet, column+"1", column+"1", bold); err != nil {
			return made(err)
		}
		for n, a := range filled.Acts {
			value := a[field]
			if value == "" {
				value = filled.Head[field]
			}
			if value == "" {
				continue
			}
			at, _ := excelize.CoordinatesToCellName(i+1, n+2)
			if err := f.SetCellStr(sheet, at, Safe(plainText(value))); err != nil {
				return made(err)
			}
		}
		if list := contribution.Words(field, lang); len(list) > 0 {
			d := excelize.NewDataValidation(true)
			d.Sqref = column + "2:" + column + "1000"
			if err := d.SetDropList(list); err == nil { // a list that is too long for Excel is left out
				warning := "warning"
				d.ErrorStyle = &warning
				if err := f.AddDataValidation(sheet, d); err != nil {
					return made(err)
				}
			}
		}
	}
	if err := f.SetPanes(sheet, &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return made(err)
	}
	return unwritten(f.Write(out))
}

// cut31 is a name that a sheet may have.
func cut31(s string) string {
	s = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`:\/?*[]`, r) {
			return ' '
		}
		return r
	}, s)
	if r := []rune(s); len(r) > 31 {
		s = string(r[:31])
	}
	return s
}
