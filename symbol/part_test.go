package symbol_test

import (
	"testing"

	"concord/symbol"
)

func TestPart(t *testing.T) {
	for _, c := range []struct {
		in, parent string
		part       symbol.Part
		number     int
		work       string
		revision   int
	}{
		{"A/77/277", "A/77/277", "", 0, "A/77/277", 0},
		{"A/77/277/Rev.1", "A/77/277", symbol.Revision, 1, "A/77/277", 1},
		{"A/77/277/Corr.2", "A/77/277", symbol.Corrigendum, 2, "A/77/277/Corr.2", 0},
		{"A/80/604/Add.1", "A/80/604", symbol.Addendum, 1, "A/80/604/Add.1", 0},
		{"A/80/604/Add.1/Rev.3", "A/80/604/Add.1", symbol.Revision, 3, "A/80/604/Add.1", 3},
		{"A/77/277/Rev.1/Corr.1", "A/77/277/Rev.1", symbol.Corrigendum, 1, "A/77/277/Rev.1/Corr.1", 0},
		{"A/81/6 (Sect. 3)/Corr.1", "A/81/6 (Sect. 3)", symbol.Corrigendum, 1, "A/81/6 (Sect. 3)/Corr.1", 0},
		{"A/CONF.151/26/Rev.1 (Vol. I)", "A/CONF.151/26 (Vol. I)", symbol.Revision, 1, "A/CONF.151/26 (Vol. I)", 1},
		{"S/2022/606/Rev", "S/2022/606", symbol.Revision, 0, "S/2022/606", 1},
		{"E/CN.4/Sub.2/2003/12/Rev.2", "E/CN.4/Sub.2/2003/12", symbol.Revision, 2, "E/CN.4/Sub.2/2003/12", 2},
		{"E/CN.6/2015/NGO/259", "E/CN.6/2015/NGO/259", "", 0, "E/CN.6/2015/NGO/259", 0},
		{"S/RES/2524(2020)", "S/RES/2524(2020)", "", 0, "S/RES/2524(2020)", 0},
		{"A/Rev.1", "A/Rev.1", "", 0, "A/Rev.1", 0},
		{"", "", "", 0, "", 0},
	} {
		parent, part, number := symbol.Symbol(c.in).Part()
		if string(parent) != c.parent || part != c.part || number != c.number {
			t.Errorf("%s: %q of %q, number %d", c.in, part, parent, number)
		}
		if work, n := symbol.Symbol(c.in).Unrevised(); string(work) != c.work || n != c.revision {
			t.Errorf("%s is revision %d of %q", c.in, n, work)
		}
	}
}
