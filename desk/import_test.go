package desk_test

import (
	"strings"
	"testing"

	"concord/desk"
	"concord/fault"
	"concord/register"
)

func imported(t *testing.T, d *desk.Desk, rows ...desk.ImportRow) desk.Imported {
	t.Helper()
	for i := range rows {
		rows[i].Row = i + 2
	}
	out, err := d.Import(t.Context(), rows, amira, desk.ImportOptions{Name: "rows.csv"})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func importRow(id string, kind register.Kind, claims ...string) desk.ImportRow {
	r := desk.ImportRow{Record: register.Record{ID: id, Kind: kind}}
	for i := 0; i+1 < len(claims); i += 2 {
		r.Claims = append(r.Claims, register.Claim{Field: claims[i], Value: claims[i+1]})
	}
	return r
}

// What somebody imports is his word: on an empty field it stands, on another it
// is proposed, and a file is one act.
func TestImport(t *testing.T) {
	d, s := open(t)
	out := imported(t, d, importRow("i-1", register.KindActivity, "title", "en:Kite day", "date", "2043"), importRow("", register.KindMandate, "title", "en:Asked"))
	if out.Added != 2 || len(out.Aside) > 0 {
		t.Fatalf("%+v", out)
	}
	rec, err := s.Record(t.Context(), "i-1", 0)
	if err != nil || rec.Origin != register.Imported || rec.Review != register.None || rec.Revision != 1 {
		t.Fatalf("%+v %v", rec, err)
	}
	log, err := s.Log(t.Context(), 0, 0)
	if err != nil || len(log) != 1 || log[0].Act.Name != "import" || log[0].Act.Why != "rows.csv" {
		t.Fatalf("%+v %v", log, err)
	}
	out = imported(t, d, importRow("i-1", register.KindActivity, "title", "en:Kite day", "date", "2044", "level", "senior"))
	if out.Changed != 1 || out.Proposed != 1 || out.Added != 0 {
		t.Fatalf("%+v", out)
	}
	if rec, _ = s.Record(t.Context(), "i-1", 0); rec.Revision != 2 || !strings.Contains(string(rec.Fields), `"date":"2043"`) || !strings.Contains(string(rec.Fields), `"level":"senior"`) {
		t.Errorf("%s", rec.Fields)
	}
	for range 2 {
		out = imported(t, d, importRow("i-1", register.KindActivity, "date", "2044", "level", "senior"))
		if out.Same != 1 || out.Changed+out.Added+out.Proposed != 0 {
			t.Errorf("again: %+v", out)
		}
	}
	if log, _ = s.Log(t.Context(), 0, 0); len(log) != 2 {
		t.Errorf("%d acts: what changes nothing is in the log", len(log))
	}
}

func TestImportSetsAside(t *testing.T) {
	d, s := open(t)
	imported(t, d, importRow("gone", register.KindActivity, "title", "en:Gone"), importRow("here", register.KindActivity, "title", "en:Here"))
	if _, err := d.Review(t.Context(), "gone", 1, register.Withdrawn, "twice", amira); err != nil {
		t.Fatal(err)
	}
	cited := importRow("cites", register.KindActivity, "title", "en:Cites")
	cited.Claims[0].Evidence = register.Evidence{Work: "A/99/88", Place: register.Place{Number: "4"}}
	cited.Tellings = []register.Telling{{Evidence: cited.Claims[0].Evidence}}
	out := imported(t, d,
		importRow("gone", register.KindActivity, "title", "en:Gone"),
		importRow("here", register.KindMandate, "title", "en:Here"),
		importRow("bad", register.KindActivity, "date", "soon", "title", "en:Bad"),
		importRow("empty", register.KindActivity, "date", "soon"),
		importRow("refers", register.KindActivity, "title", "en:Refers", "mechanism", "nothing"),
		importRow("wrong", register.KindActivity, "title", "en:Wrong", "mechanism", "here"),
		importRow("refers", register.KindActivity, "title", "en:Refers"),
		cited)
	want := []string{"was withdrawn", "is of kind activity", "no date in EDTF", "no date in EDTF", "says nothing that can come in", "Row 6 is the same record", "no mechanism with the identifier", "no mechanism with the identifier"}
	if len(out.Aside) != len(want) || out.Added != 4 {
		t.Fatalf("%+v", out)
	}
	for i, w := range want {
		if !strings.Contains(out.Aside[i].Why, w) || out.Aside[i].Row < 2 {
			t.Errorf("%+v, want %q", out.Aside[i], w)
		}
	}
	if rec, err := s.Record(t.Context(), "refers", 0); err != nil || strings.Contains(string(rec.Fields), "nothing") {
		t.Errorf("%s %v", rec.Fields, err)
	}
	if list, err := s.Cited(t.Context(), 10); err != nil || len(list) != 1 || list[0].Symbol != "A/99/88" {
		t.Errorf("%+v %v", list, err)
	}
	if _, err := d.Import(t.Context(), nil, register.Person{}, desk.ImportOptions{}); fault.KindOf(err) != fault.Invalid {
		t.Error("nobody imported", err)
	}
}
