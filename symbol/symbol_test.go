package symbol_test

import (
	"strings"
	"testing"

	"concord/fault"
	"concord/symbol"
)

func TestParse(t *testing.T) {
	for _, c := range []struct{ in, want, organ string }{
		{"A/RES/75/1", "A/RES/75/1", "UNGA"},
		{"a/res/75/1", "A/RES/75/1", "UNGA"},
		{"S/RES/2524(2020)", "S/RES/2524(2020)", "UNSC"},
		{"S/RES/2524 (2020)", "S/RES/2524(2020)", "UNSC"},
		{"S/RES/2524\u00a0(2020)", "S/RES/2524(2020)", "UNSC"},
		{"S/PRST/2013/12", "S/PRST/2013/12", "UNSC"},
		{"SC/14697", "SC/14697", "UNSC"},
		{"SG/SM/20123", "SG/SM/20123", ""},
		{"A/75/345", "A/75/345", ""},
		{"A/77/150*", "A/77/150", ""},
		{"A/80/604/Add.1", "A/80/604/Add.1", ""},
		{"A/80/604/add.1", "A/80/604/Add.1", ""},
		{"A/HRC/RES/16/21", "A/HRC/RES/16/21", "HRC"},
		{"A/HRC/46/4/Corr.1", "A/HRC/46/4/Corr.1", ""},
		{"E/RES/2011/5", "E/RES/2011/5", "ECOSOC"},
		{"E/CN.6/2015/NGO/259", "E/CN.6/2015/NGO/259", ""},
		{"E/CN.4/Sub.2/2003/12/Rev.2", "E/CN.4/Sub.2/2003/12/Rev.2", ""},
		{"CEDAW/C/CMR/CO/4-5", "CEDAW/C/CMR/CO/4-5", ""},
		{"CEDAW/C/CHN/Q/7-8/Add.1", "CEDAW/C/CHN/Q/7-8/Add.1", ""},
		{"ISBA/21/C/2", "ISBA/21/C/2", ""},
		{"A/81/6 (Sect. 11)", "A/81/6 (Sect. 11)", ""},
		{"A/81/6 (Sect.11)", "A/81/6 (Sect. 11)", ""},
		{"A/75/5 (Vol. II)", "A/75/5 (Vol. II)", ""},
		{"A/RES/217(III)A", "A/RES/217(III)A", "UNGA"},
		{"A/RES/3201(S-VI)", "A/RES/3201(S-VI)", "UNGA"},
		{"A/RES/ES-11/1", "A/RES/ES-11/1", "UNGA"},
		{"A/S-10/4", "A/S-10/4", ""},
		{"A/CONF.151/26/Rev.1", "A/CONF.151/26/Rev.1", ""},
		{"A/C.6/75/L.2", "A/C.6/75/L.2", ""},
		{"UNEP/EA.3/Res.4", "UNEP/EA.3/Res.4", "UNEA"},
		{"FCCC/CP/2015/10/Add.1", "FCCC/CP/2015/10/Add.1", ""},
		{"ST/SGB/2003/13", "ST/SGB/2003/13", ""},
		{"S/2022/606", "S/2022/606", ""},
	} {
		got, err := symbol.Parse(c.in)
		if err != nil || got != symbol.Symbol(c.want) {
			t.Errorf("Parse(%q) = %q, %v; want %q", c.in, got, err, c.want)
		}
		if got.Organ() != c.organ {
			t.Errorf("%s is an act of %q, want %q", got, got.Organ(), c.organ)
		}
	}
	for _, in := range []string{"", "/", "A", "A/", "A/B", "and/or", "HIV/AIDS", "2021/22", "A/75", "km/h", "S/N", "A/75/1 and A/75/2",
		"75/1", "A/75/345-S/2020/898", "http://undocs.org/A/75/1", "SC/x"} {
		if got, err := symbol.Parse(in); err == nil || fault.KindOf(err) != fault.Invalid {
			t.Errorf("Parse(%q) = %q, %v; want an error of kind invalid", in, got, err)
		}
	}
}

func TestFind(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"The previous report (A/75/345-S/2020/898) covered two years.", "A/75/345 S/2020/898"},
		{"The previous report (A/75/345–S/2020/898).", "A/75/345 S/2020/898"},
		{"See S/2020/898.", "S/2020/898"},
		{"See A/80/604/Add.1. The Council", "A/80/604/Add.1"},
		{"See A/80/604.The Council", "A/80/604"},
		{"主席声明(S/PRST/2013/12)，报告", "S/PRST/2013/12"},
		{"见A/77/277和S/2022/606号文件", "A/77/277 S/2022/606"},
		{"A/81/6 (Sect. 11) and A/81/6 (Sect. 3)/Corr.1", "A/81/6 (Sect. 11) A/81/6 (Sect. 3)/Corr.1"},
		{"S/RES/2231 (2015), annex B", "S/RES/2231(2015)"},
		{"women and/or girls, HIV/AIDS, 24/7, km/h, his/her, a/75/1", ""},
		{"https://undocs.org/ch/A/RES/75/1", ""},
		{"press statement SC/14697 of 2021", "SC/14697"},
		{"A/RES/60/180, S/RES/1645(2005)", "A/RES/60/180 S/RES/1645(2005)"},
		{"A/73/1-A/73/9", "A/73/1 A/73/9"},
		{"letter (A/47/277-S/24111)", "A/47/277 S/24111"},
		{"A/77/150 (2022)", "A/77/150"},
	} {
		var got []string
		for _, m := range symbol.Find(nil, c.in) {
			got = append(got, string(m.Symbol))
			if p, err := symbol.Parse(c.in[m.From:m.To]); err != nil || p != m.Symbol {
				t.Errorf("%q: the stretch %q does not read as %s", c.in, c.in[m.From:m.To], m.Symbol)
			}
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("Find(%q) = %v, want %s", c.in, got, c.want)
		}
	}
}

func TestResolution(t *testing.T) {
	for _, c := range []struct{ got, want symbol.Symbol }{
		{symbol.Resolution("UNGA", "75/1"), "A/RES/75/1"},
		{symbol.Resolution("UNSC", "2524(2020)"), "S/RES/2524(2020)"},
		{symbol.Resolution("HRC", "16/21"), "A/HRC/RES/16/21"},
		{symbol.Decision("ECOSOC", "2011/215"), "E/DEC/2011/215"},
		{symbol.Resolution("AU", "1"), ""},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"A/RES/75/1", "S/RES/2524 (2020)", "A/81/6 (Sect. 11)", "A/RES/217(III)A", "CEDAW/C/CHN/Q/7-8/Add.1", "a/75/1-s/2020/1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		sym, err := symbol.Parse(s)
		if err != nil {
			return
		}
		again, err := symbol.Parse(string(sym))
		if err != nil || again != sym {
			t.Fatalf("Parse(%q) = %q, which reads as %q, %v", s, sym, again, err)
		}
	})
}

func FuzzFind(f *testing.F) {
	f.Add("See A/75/345-S/2020/898 and S/RES/2524 (2020).")
	f.Add("A/81/6 (Sect. 11)/A/75/1.Add")
	f.Fuzz(func(t *testing.T, s string) {
		end := 0
		for _, m := range symbol.Find(nil, s) {
			if m.From < end || m.To <= m.From || m.To > len(s) {
				t.Fatalf("%q: a match from %d to %d after %d", s, m.From, m.To, end)
			}
			end = m.To
			if m.Symbol == "" {
				t.Fatal("no symbol")
			}
			if again, err := symbol.Parse(string(m.Symbol)); err != nil || again != m.Symbol {
				t.Fatalf("%q: %q reads as %q, %v", s, m.Symbol, again, err)
			}
		}
	})
}
