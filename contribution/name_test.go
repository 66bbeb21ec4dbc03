package contribution

import "testing"

func TestDatesAsPeopleTypeThem(t *testing.T) {
	r := newReader(t)
	for _, x := range []struct{ lang, typed, want string }{
		{"en", "12–14 May 2026", "2026-05-12/2026-05-14"}, {"en", "2026-05-12", "2026-05-12"}, {"en", "2026-05-12 / 2026-05-14", "2026-05-12/2026-05-14"},
		{"en", "May 2026", "2026-05"}, {"en", "2026", "2026"}, {"en", "12 to 14 May 2026", "2026-05-12/2026-05-14"}, {"en", "July 2024 to June 2026", "2024-07/2026-06"},
		{"fr", "du 12 au 14 mai 2026", "2026-05-12/2026-05-14"}, {"fr", "1er mai 2026", "2026-05-01"}, {"es", "12 de mayo de 2026", "2026-05-12"},
		{"ru", "12 мая 2026 года", "2026-05-12"}, {"zh", "2026年5月12日至14日", "2026-05-12/2026-05-14"}, {"ar", "12 أيار/مايو 2026", "2026-05-12"},
		{"zh", "12 May 2026", "2026-05-12"}, {"en", "2024-2026", "2024/2026"}, {"en", "soon", ""}, {"en", "", ""}, {"en", "the forum of the year in which it was 2020", ""},
		// Only the whole is a date, and only a day that there is.
		{"en", "32 May 2021", ""}, {"zh", "2021年13月", ""}, {"en", "31 February 2025", ""}, {"en", "2025-02-31", ""}, {"en", "31/02/2025", ""}, {"en", "May 2025 in Bonn", ""},
		{"en", "May 2025.", "2025-05"}, {"en", "on Monday, 5 May 2025", "2025-05-05"}, {"zh", "2026年5月12日。", "2026-05-12"}, {"en", "5 May 2025 and 7 May 2025", "2025-05-05/2025-05-07"},
		// Day and month told apart, or not.
		{"en", "03/04/2025", ""}, {"fr", "03-04-2025", ""}, {"en", "03/04/2025 to 20/04/2025", ""}, {"en", "13/04/2025", "2025-04-13"}, {"en", "04/13/2025", "2025-04-13"}, {"en", "04/04/2025", "2025-04-04"},
		{"ar", "١٢ أيار/مايو ٢٠٢٦", "2026-05-12"}, {"ar", "۲۰۲۶-۰۵-۱۲", "2026-05-12"}, {"ar", "٣٢ أيار/مايو ٢٠٢٦", ""},
	} {
		if got := r.Date(x.typed, x.lang); got != x.want {
			t.Errorf("%s %q: %q, want %q", x.lang, x.typed, got, x.want)
		}
	}
}

func TestNamesAsPeopleTypeThem(t *testing.T) {
	r := newReader(t)
	for _, x := range []struct{ lang, typed, want string }{
		{"en", "African Union", "AU"}, {"en", "au", "AU"}, {"zh", "非洲联盟", "AU"}, {"en", "非洲联盟", "AU"}, {"fr", "Union africaine [AU]", "AU"}, {"en", "Kenya", "KEN"},
		{"ar", "جامعة الدول العربية", "LAS"}, {"en", "Union", ""}, {"en", "No Such Body", ""},
	} {
		if got, _, offers := r.Party(x.typed, x.lang); got != x.want {
			t.Errorf("%s %q: %q, want %q (%v)", x.lang, x.typed, got, x.want, offers)
		}
	}
}
