package export

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"concord/desk"
	"concord/edtf"
	"concord/fault"
	"concord/lexicon"
	"concord/register"
	"concord/symbol"

	"github.com/xuri/excelize/v2"
)

// The bounds of a file of records.
const (
	MaxImport  = 256 << 20 // bytes
	maxColumns = 500
	maxRows    = 1_000_000
	maxCell    = 64 << 10
)

// ReadRecords reads a file of records: .csv, .xlsx or .jsonl by its name. What
// cannot be taken is set aside, field by field; a file that is no such table is an
// error of package fault.
func ReadRecords(name string, content []byte, r *Resolver) ([]desk.ImportRow, []desk.SetAside, error) {
	if len(content) > MaxImport {
		return nil, nil, fault.New(fault.TooLarge, "%s is larger than %d MB; divide it.", name, MaxImport>>20)
	}
	in := &intake{name: name, r: r}
	var err error
	switch ext := strings.ToLower(filepath.Ext(name)); ext {
	case ".csv", ".tsv", ".txt":
		err = in.csv(content)
	case ".xlsx":
		err = in.xlsx(content)
	case ".jsonl", ".ndjson", ".json":
		err = in.lines(content)
	default:
		err = fault.New(fault.Unsupported, "%s: records are imported from .csv, .xlsx or .jsonl; %q is none of them.", name, ext)
	}
	return in.rows, in.asides, err
}

type intake struct {
	name    string
	r       *Resolver
	columns []Column // by place; Name "" is left out
	rows    []desk.ImportRow
	asides  []desk.SetAside
	excel   bool
}

func (in *intake) aside(row int, column, value, format string, args ...any) {
	if r := []rune(value); len(r) > 200 {
		value = string(r[:200]) + "…"
	}
	in.asides = append(in.asides, desk.SetAside{Row: row, Column: column, Value: value, Why: fmt.Sprintf(format, args...)})
}

func (in *intake) csv(content []byte) error {
	content = bytes.TrimPrefix(content, []byte("\uFEFF"))
	if !utf8.Valid(content) {
		return fault.New(fault.Invalid, "%s is not in UTF-8; save it again as “CSV UTF-8”, or as .xlsx.", in.name)
	}
	first, _, _ := bytes.Cut(content, []byte("\n"))
	r := csv.NewReader(bytes.NewReader(content))
	// Excel writes semicolons where the comma parts decimals.
	for _, sep := range []rune{';', '\t'} {
		if bytes.Count(first, []byte(string(sep))) > bytes.Count(first, []byte(string(r.Comma))) {
			r.Comma = sep
		}
	}
	r.FieldsPerRecord = -1
	r.ReuseRecord = true
	for n := 1; ; n++ {
		cells, err := r.Read()
		if err == io.EOF {
			if n == 1 {
				return fault.New(fault.Invalid, "%s is empty.", in.name)
			}
			return nil
		}
		var bad *csv.ParseError
		if errors.As(err, &bad) {
			return fault.Wrap(err, fault.Invalid, "%s, line %d: a quotation mark is not closed, or stands inside a cell that is not quoted; write it twice inside quotation marks.", in.name, bad.Line)
		}
		if err != nil {
			return fault.Wrap(err, fault.Invalid, "%s cannot be read as a table.", in.name)
		}
		if err := in.line(n, cells); err != nil {
			return err
		}
	}
}

func (in *intake) xlsx(content []byte) error {
	in.excel = true
	f, err := excelize.OpenReader(bytes.NewReader(content), excelize.Options{UnzipSizeLimit: MaxImport, UnzipXMLSizeLimit: 64 << 20, RawCellValue: true})
	if err != nil {
		return fault.Wrap(err, fault.Invalid, "%s is no workbook that can be read; open it and save it again as .xlsx, without a password.", in.name)
	}
	defer func() { _ = f.Close() }() // read only
	sheets := f.GetSheetList()
	if len(sheets) == 0 {
		return fault.New(fault.Invalid, "%s has no sheet.", in.name)
	}
	rows, err := f.Rows(sheets[0])
	if err != nil {
		return fault.Wrap(err, fault.Invalid, "%s: its first sheet cannot be read.", in.name)
	}
	defer func() { _ = rows.Close() }()
	n := 0
	for rows.Next() {
		n++
		cells, err := rows.Columns()
		if err != nil {
			return fault.Wrap(err, fault.Invalid, "%s, row %d cannot be read.", in.name, n)
		}
		if err := in.line(n, cells); err != nil {
			return err
		}
	}
	if n == 0 {
		return fault.New(fault.Invalid, "%s is empty.", in.name)
	}
	return fault.Wrap(rows.Error(), fault.Invalid, "%s: its first sheet cannot be read to its end.", in.name)
}

// line takes one line of a table; the first is its header.
func (in *intake) line(n int, cells []string) error {
	if n == 1 {
		return in.header(cells)
	}
	if n > maxRows {
		return fault.New(fault.TooLarge, "%s has more than %d rows; divide it.", in.name, maxRows)
	}
	raw := map[string]string{}
	empty := true
	for i, c := range cells {
		c = strings.TrimSpace(Unsafe(c))
		if c == "" {
			continue
		}
		if i >= len(in.columns) {
			in.aside(n, "", c, "The row has more cells than the header has columns; give the column a name, or take the cell out.")
			continue
		}
		col := in.columns[i]
		if col.Name == "" {
			continue
		}
		empty = false
		if len(c) > maxCell {
			in.aside(n, col.Name, c, "The cell is longer than %d kB; shorten it.", maxCell>>10)
			continue
		}
		if !utf8.ValidString(c) {
			in.aside(n, col.Name, strings.ToValidUTF8(c, "\uFFFD"), "The cell is not text; type it again.")
			continue
		}
		raw[col.Name] = c
	}
	if !empty {
		in.record(n, raw)
	}
	return nil
}

// ignored columns are written for people; nothing comes of them.
var ignored = []string{colRevision, colChanged, colQuote}

func (in *intake) header(cells []string) error {
	if len(cells) > maxColumns {
		return fault.New(fault.Invalid, "%s has more than %d columns.", in.name, maxColumns)
	}
	all := Columns(register.Kinds()...)
	known := 0
	for _, c := range cells {
		name := strings.ToLower(strings.ReplaceAll(strings.TrimSpace(Unsafe(c)), " ", "_"))
		i := slices.IndexFunc(all, func(x Column) bool { return x.Name == name })
		switch {
		case name == "":
			in.columns = append(in.columns, Column{})
		case i < 0:
			in.aside(1, c, "", "There is no column of that name, so it is left out. There are %s.", strings.Join(Header(all), ", "))
			in.columns = append(in.columns, Column{})
		case slices.ContainsFunc(in.columns, func(x Column) bool { return x.Name == name }):
			in.aside(1, c, "", "The column comes twice; the second is left out.")
			in.columns = append(in.columns, Column{})
		case slices.Contains(ignored, name):
			in.columns = append(in.columns, Column{})
		default:
			known++
			in.columns = append(in.columns, all[i])
		}
	}
	if known == 0 {
		return fault.New(fault.Invalid, "%s: none of the columns in its first row is known. There are %s.", in.name, strings.Join(Header(all), ", "))
	}
	return nil
}

// record makes a row of the cells of one record, by their columns.
func (in *intake) record(n int, raw map[string]string) {
	k := register.Kind(strings.ToLower(raw[colRecord]))
	if k == "" {
		k = register.KindActivity
	}
	fields := register.Fields(k)
	if fields == nil {
		var names []string
		for _, x := range register.Kinds() {
			names = append(names, string(x))
		}
		in.aside(n, colRecord, raw[colRecord], "There is no kind of record of that name, so the row is left out; there are %s.", strings.Join(names, ", "))
		return
	}
	row := desk.ImportRow{Row: n, Record: register.Record{ID: raw[colID], Kind: k, Review: register.Review(raw[colReview])}}
	if len(row.Record.ID) > 200 || strings.ContainsFunc(row.Record.ID, func(r rune) bool { return r <= ' ' || r == 0x7F }) {
		in.aside(n, colID, raw[colID], "That is no identifier; leave the cell empty, and one is made.")
		return
	}
	src := in.source(n, raw)
	seen := map[string]bool{colRecord: true, colID: true, colReview: true, colSource: true, colPart: true, colParagraph: true, colLanguage: true}
	add := func(f *register.Field, column, value string) {
		c := register.Claim{Field: f.Name, Value: value, Evidence: src, State: register.Accepted, Rule: "import"}
		if src.Work == "" {
			c.Author = "importer" // whoever it will be: checked here, filled in by the desk
		}
		if err := c.Check(k); err != nil {
			in.aside(n, column, value, "%s", fault.Sentence(err))
			return
		}
		if src.Work == "" {
			c.Author = ""
		}
		row.Claims = append(row.Claims, c)
	}
	for i := range fields {
		f := &fields[i]
		if f.Type == register.TypeTitle {
			for _, l := range lexicon.Languages {
				column := f.Name + "." + l
				seen[column] = true
				if v := raw[column]; v != "" {
					add(f, column, l+":"+v)
				}
			}
			continue
		}
		seen[f.Name] = true
		cell := raw[f.Name]
		if cell == "" {
			continue
		}
		parts := []string{cell}
		if f.Many {
			parts = splitValues(cell)
		}
		for _, p := range parts {
			v, why := in.value(f, p)
			if why != "" {
				in.aside(n, f.Name, p, "%s", why)
				continue
			}
			add(f, f.Name, v)
		}
	}
	for column, v := range raw {
		if !seen[column] {
			in.aside(n, column, v, "A record of kind %s has no such field; move the value to another column, or correct the kind.", k)
		}
	}
	if src.Work != "" && len(row.Claims) > 0 {
		row.Tellings = []register.Telling{{Evidence: src}}
	}
	if len(row.Claims) == 0 {
		in.aside(n, "", "", "Nothing of the row can come in, so it is left out.")
		return
	}
	in.rows = append(in.rows, row)
}

// source is the paragraph that a row cites.
func (in *intake) source(n int, raw map[string]string) (e register.Evidence) {
	work := raw[colSource]
	if work == "" {
		for _, c := range []string{colPart, colParagraph} {
			if raw[c] != "" {
				in.aside(n, c, raw[c], "The cell names a part of a document, but %q is empty; write the symbol of the document there.", colSource)
			}
		}
		return e
	}
	e.Work = work
	if s, err := symbol.Parse(work); err == nil {
		e.Work = string(s)
	} else if !strings.Contains(work, "~") {
		in.aside(n, colSource, work, "That is no symbol of a United Nations document; write it as A/77/277, or leave the cell empty.")
		return register.Evidence{}
	}
	e.Part, e.Number = raw[colPart], strings.TrimSuffix(raw[colParagraph], ".")
	if number, nth, ok := strings.Cut(e.Number, "#"); ok {
		if i, err := strconv.Atoi(nth); err == nil && i > 0 {
			e.Number, e.Nth = number, i
		}
	}
	return e
}

// value turns one value of a cell into that of a claim, or says what is wrong.
func (in *intake) value(f *register.Field, cell string) (value, why string) {
	switch {
	case f.Name == register.FieldTheme:
		return in.r.theme(cell)
	case f.Type == register.TypeActor:
		id, _, why := in.r.find(cell, lexicon.KindActor, lexicon.KindPlace)
		return id, why
	case f.Type == register.TypePlace:
		id, _, why := in.r.find(cell, lexicon.KindPlace)
		if why != "" && !strings.HasSuffix(cell, "]") && in.r.near(cell, []lexicon.Kind{lexicon.KindPlace}) == "" {
			return cell, "" // a town that no lexicon holds: its identifier is its name
		}
		return id, why
	case f.Type == register.TypeParty:
		return in.party(cell)
	case f.Type == register.TypeRecord:
		if _, id := cutNamed(cell); id != "" {
			return id, ""
		}
		return cell, ""
	case f.Type == register.TypeCode:
		code := strings.ToLower(strings.TrimSpace(cell))
		for _, c := range f.Codes {
			if c == code || c == strings.NewReplacer(" ", "-").Replace(code) || c == strings.NewReplacer(" ", "_", "-", "_").Replace(code) {
				return c, ""
			}
		}
		return "", "There is no “" + cell + "” here; write one of: " + strings.Join(f.Codes, ", ") + "."
	case f.Type == register.TypeDate:
		if day, err := strconv.ParseFloat(cell, 64); in.excel && err == nil && day > 20_000 && day < 80_000 {
			if t, err := excelize.ExcelDateToTime(day, false); err == nil {
				return t.Format("2006-01-02"), "" // Excel keeps days as numbers
			}
		}
		if _, err := edtf.Parse(cell); err != nil {
			return "", "That is no date; write it as 2024-06-01, 2024-06, 2024 or 2024-06/2024-08."
		}
		return cell, ""
	case f.Type == register.TypeDocument:
		s, err := symbol.Parse(cell)
		if err != nil {
			return "", "That is no symbol of a United Nations document; write it as A/RES/75/1."
		}
		return string(s), ""
	}
	return cell, ""
}

// party reads "African Union [AU] (lead)".
func (in *intake) party(cell string) (value, why string) {
	role := ""
	if i := strings.LastIndexByte(cell, '('); i > 0 && strings.HasSuffix(cell, ")") {
		inside := strings.ToLower(strings.TrimSpace(cell[i+1 : len(cell)-1]))
		if slices.Contains(register.Roles, inside) {
			cell, role = strings.TrimSpace(cell[:i]), inside
		} else if strings.HasSuffix(strings.TrimSpace(cell[:i]), "]") {
			return "", "There is no role “" + inside + "”; write one of: " + strings.Join(register.Roles, ", ") + "."
		}
	}
	id, kind, why := in.r.find(cell, lexicon.KindActor, lexicon.KindPlace)
	if why != "" {
		return "", why
	}
	state := kind == lexicon.KindPlace
	if p, ok := in.r.lex.Place(id); state && ok && p.Kind != "country" && p.Kind != "territory" {
		return "", "“" + cell + "” is a place, not an organization or a State; write who took part."
	}
	return register.PartyValue(register.Party{Actor: id, Role: role, State: state}), ""
}

// lines reads JSON Lines: what RecordLines writes, or records with fields alone.
func (in *intake) lines(content []byte) error {
	n := 0
	for line := range bytes.Lines(content) {
		n++
		line = bytes.TrimSpace(bytes.TrimPrefix(line, []byte("\uFEFF")))
		if len(line) == 0 {
			continue
		}
		if n > maxRows {
			return fault.New(fault.TooLarge, "%s has more than %d lines; divide it.", in.name, maxRows)
		}
		var rec Record
		if err := json.Unmarshal(line, &rec); err != nil || !utf8.Valid(line) {
			if n == 1 && line[0] != '{' {
				return fault.New(fault.Invalid, "%s is not JSON Lines: each line has to be one record, as `concord export -o register.jsonl` writes them.", in.name)
			}
			in.aside(n, "", string(line), "The line is not one record as JSON, so it is left out.")
			continue
		}
		if rec.Kind == "" {
			rec.Kind = register.KindActivity
		}
		if len(rec.Claims) == 0 {
			in.fields(n, &rec)
			continue
		}
		row := desk.ImportRow{Row: n, States: true, Record: register.Record{ID: rec.ID, Kind: rec.Kind, Review: rec.Review, Visibility: rec.Visibility}}
		for _, c := range rec.Claims {
			x := register.Claim{Field: c.Field, Value: c.Value, State: c.State, Contribution: c.Contribution, Author: c.Author, Rule: c.Rule, Inferred: c.Inferred, Evidence: evidence(c.Source)}
			row.Claims = append(row.Claims, x)
		}
		for i := range rec.Tellings {
			if t := &rec.Tellings[i]; !t.Dropped {
				row.Tellings = append(row.Tellings, register.Telling{Evidence: evidence(&t.Source)})
			}
		}
		if register.Fields(rec.Kind) == nil {
			in.aside(n, colRecord, string(rec.Kind), "There is no kind of record of that name, so the line is left out.")
			continue
		}
		in.rows = append(in.rows, row)
	}
	if n == 0 {
		return fault.New(fault.Invalid, "%s is empty.", in.name)
	}
	return nil
}

// evidence as another register cites it: a citation alone here.
func evidence(s *Source) (e register.Evidence) {
	if s != nil {
		e.Work, e.Part, e.Number, e.Nth = s.Work, s.Part, s.Paragraph, s.Nth
	}
	return e
}

// fields takes a line that has fields and no claims, as somebody writes it by hand:
// its values are read as those of a table.
func (in *intake) fields(n int, rec *Record) {
	raw := map[string]string{colRecord: string(rec.Kind), colID: rec.ID, colReview: string(rec.Review)}
	if rec.Source != nil {
		raw[colSource], raw[colPart], raw[colParagraph] = rec.Source.Work, rec.Source.Part, rec.Source.Paragraph
	}
	v := valueSet{}
	if len(rec.Fields) > 0 {
		if err := json.Unmarshal(rec.Fields, &v); err != nil {
			in.aside(n, "fields", string(rec.Fields), "The fields are not an object of JSON, so the line is left out.")
			return
		}
	}
	known := map[string]bool{}
	for _, f := range register.Fields(rec.Kind) {
		known[f.JSON] = true
		switch f.Type {
		case register.TypeTitle:
			for l, t := range v.title() {
				if !slices.Contains(lexicon.Languages, l) {
					in.aside(n, f.JSON+"."+l, t, "Titles are taken in %s.", strings.Join(lexicon.Languages, ", "))
					continue
				}
				raw[f.Name+"."+l] = t
			}
		case register.TypeParty:
			var parts []string
			for _, p := range v.parties() {
				s := escapeValue(p.Actor)
				if p.Role != "" {
					s += " (" + p.Role + ")"
				}
				parts = append(parts, s)
			}
			raw[f.Name] = strings.Join(parts, "; ")
		default:
			list := v.list(&f)
			if f.Many {
				for i := range list {
					list[i] = escapeValue(list[i])
				}
			}
			raw[f.Name] = strings.Join(list, "; ")
		}
	}
	for name, value := range v {
		if !known[name] {
			in.aside(n, name, string(value), "A record of kind %s has no such field; /api/v1/kinds lists them.", rec.Kind)
		}
	}
	for k, c := range raw {
		if c = strings.TrimSpace(c); c == "" {
			delete(raw, k)
		} else {
			raw[k] = c
		}
	}
	in.record(n, raw)
}
