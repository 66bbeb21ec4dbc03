package edtf_test

import (
	"encoding/json"
	"slices"
	"testing"

	"concord/edtf"
	"concord/fault"

	"pgregory.net/rapid"
)

func TestBounds(t *testing.T) {
	for _, c := range []struct{ in, first, last string }{
		{"2021", "2021-01-01", "2021-12-31"},
		{"2020-02", "2020-02-01", "2020-02-29"},
		{"1900-02", "1900-02-01", "1900-02-28"},
		{"2000-02", "2000-02-01", "2000-02-29"},
		{"2021-06-02", "2021-06-02", "2021-06-02"},
		{"2021-21", "2021-03-01", "2021-05-31"},
		{"2021-24", "2021-12-01", "2022-02-28"},
		{"9999-24", "9999-12-01", "9999-12-31"},
		{"2021-33", "2021-01-01", "2021-03-31"},
		{"2021-36", "2021-10-01", "2021-12-31"},
		{"2020/2021", "2020-01-01", "2021-12-31"},
		{"2021-06-02/2021-06-05", "2021-06-02", "2021-06-05"},
		{"2021-06/2021", "2021-06-01", "2021-12-31"},
		{"2021/..", "2021-01-01", ""},
		{"../2025-07", "", "2025-07-31"},
		{"2021-06?", "2021-06-01", "2021-06-30"},
		{"2019~/2021%", "2019-01-01", "2021-12-31"},
	} {
		d, err := edtf.Parse(c.in)
		if err != nil {
			t.Errorf("Parse(%q): %v", c.in, err)
			continue
		}
		first, last := d.Bounds()
		if first.String() != c.first || last.String() != c.last {
			t.Errorf("%s is from %s to %s, want from %s to %s", c.in, first, last, c.first, c.last)
		}
		if d.String() != c.in {
			t.Errorf("%s is printed as %s", c.in, d)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	for _, in := range []string{
		"", "..", "/", "../..", "2021/", "/2021", "21", "2021-6", "2021-13", "2021-00", "2021-02-30",
		"2021-06-31", "2021-06-00", "2021-21-01", "2021-25", "2021-32", "2021-37", "0000", "2022/2021",
		"2021-06-05/2021-06-02", "2021/2022/2023", "2021-06-02T10:00", " 2021", "2021??", "?", "..?/2021",
		"２０２１", "202a", "2021.06", "-2021", "20211-01", "2021-06-0１",
	} {
		if d, err := edtf.Parse(in); err == nil {
			t.Errorf("Parse(%q) = %s, want an error", in, d)
		} else if fault.KindOf(err) != fault.Invalid {
			t.Errorf("Parse(%q): kind %s, want invalid", in, fault.KindOf(err))
		}
	}
}

func TestCompareSorts(t *testing.T) {
	want := []string{
		"../2019", "../2025-07", "2019", "2020/2021", "2021-01", "2021", "2021/..", "2021-21",
		"2021-06-02", "2021-06-02/2021-06-05", "2021-06", "2021-06?", "2021-36", "2022",
	}
	want[8], want[9], want[10], want[11] = "2021-06", "2021-06?", "2021-06-02", "2021-06-02/2021-06-05"
	got := slices.Clone(want)
	slices.Reverse(got)
	slices.SortFunc(got, func(a, b string) int { return edtf.Compare(edtf.Must(a), edtf.Must(b)) })
	if !slices.Equal(got, want) {
		t.Errorf("sorted\n%v, want\n%v", got, want)
	}
}

func TestOverlaps(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"2021", "2021-06-02", true},
		{"2021-06", "2021-07", false},
		{"2020/2021", "2021/2022", true},
		{"2021/..", "2030", true},
		{"2021/..", "2020", false},
		{"../2020", "2021/..", false},
		{"../2021", "2021-06/..", true},
		{"2021-24", "2022-01", true},
		{"2021-06-02/2021-06-05", "2021-06-05/2021-06-09", true},
	} {
		if got := edtf.Overlaps(edtf.Must(c.a), edtf.Must(c.b)); got != c.want {
			t.Errorf("Overlaps(%s, %s) = %v", c.a, c.b, got)
		}
	}
	if edtf.Overlaps(edtf.Date{}, edtf.Must("2021/..")) {
		t.Error("the zero date overlaps")
	}
}

func TestJSON(t *testing.T) {
	in := struct{ A, B edtf.Date }{A: edtf.Must("2021-06-02/2021-06-05")}
	text, err := json.Marshal(in)
	if err != nil || string(text) != `{"A":"2021-06-02/2021-06-05","B":""}` {
		t.Fatalf("%s, %v", text, err)
	}
	out := in
	out.B = edtf.Must("2021")
	if err := json.Unmarshal(text, &out); err != nil || out != in {
		t.Errorf("read back %v, %v", out, err)
	}
	if err := json.Unmarshal([]byte(`{"A":"soon"}`), &out); err == nil {
		t.Error("a word was taken as a date")
	}
}

// points and dates draw valid values of every form.
var points = rapid.Custom(func(t *rapid.T) edtf.Point {
	p := edtf.Point{
		Year:      int16(rapid.OneOf(rapid.IntRange(1, 9999), rapid.IntRange(1998, 2003)).Draw(t, "year")),
		Month:     uint8(rapid.SampledFrom([]int{0, 1, 2, 2, 6, 12, 21, 22, 23, 24, 33, 34, 35, 36}).Draw(t, "month")),
		Qualifier: edtf.Qualifier(rapid.IntRange(0, 3).Draw(t, "qualifier")),
	}
	if p.Month >= 1 && p.Month <= 12 {
		p.Day = uint8(rapid.IntRange(0, 28).Draw(t, "day"))
	}
	return p
})

var dates = rapid.Custom(func(t *rapid.T) edtf.Date {
	switch rapid.IntRange(0, 3).Draw(t, "form") {
	case 0:
		return edtf.At(points.Draw(t, "point"))
	case 1:
		return edtf.Between(points.Draw(t, "from"), edtf.Point{})
	case 2:
		return edtf.Between(edtf.Point{}, points.Draw(t, "to"))
	}
	d := edtf.Between(points.Draw(t, "from"), points.Draw(t, "to"))
	if !d.Valid() {
		d.From, d.To = d.To, d.From
	}
	return d
})

func TestPrintedIsParsed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := dates.Draw(t, "date")
		got, err := edtf.Parse(d.String())
		if err != nil || got != d {
			t.Fatalf("Parse(%s) = %v, %v", d, got, err)
		}
	})
}

func TestOrderIsTotal(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b, c := dates.Draw(t, "a"), dates.Draw(t, "b"), dates.Draw(t, "c")
		if edtf.Compare(a, b) != -edtf.Compare(b, a) {
			t.Fatalf("%s and %s sort differently both ways", a, b)
		}
		if (edtf.Compare(a, b) == 0) != (a == b) {
			t.Fatalf("%s and %s: equal and alike differ", a, b)
		}
		if edtf.Compare(a, b) <= 0 && edtf.Compare(b, c) <= 0 && edtf.Compare(a, c) > 0 {
			t.Fatalf("%s <= %s <= %s, but not the first and the last", a, b, c)
		}
	})
}

func TestOverlapIsSymmetric(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := dates.Draw(t, "a"), dates.Draw(t, "b")
		if edtf.Overlaps(a, b) != edtf.Overlaps(b, a) {
			t.Fatalf("%s and %s overlap one way only", a, b)
		}
		if !edtf.Overlaps(a, a) {
			t.Fatalf("%s does not overlap with itself", a)
		}
	})
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"2021", "2021-06-02/2021-06-05", "../2025-07", "2021-24?", "2021/..", "9999-24~", "../.."} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := edtf.Parse(s)
		if err != nil {
			return
		}
		if d.String() != s || !d.Valid() {
			t.Fatalf("Parse(%q) prints %q", s, d)
		}
		first, last := d.Bounds()
		if !first.IsZero() && !first.Valid() || !last.IsZero() && !last.Valid() {
			t.Fatalf("%s has the bounds %v and %v", d, first, last)
		}
	})
}
