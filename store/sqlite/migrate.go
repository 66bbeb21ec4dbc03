package sqlite

import (
	"context"
	"database/sql"
	"fmt"

	"concord/register"
	"concord/store"
)

// seal does what the SQL of form 2 cannot: it packs the claims of form 1 and
// computes the hashes of a log that had none. It runs on a connection that
// enforces no foreign keys, and checks them at its end.
func seal(ctx context.Context, db *sql.Tx) error {
	if err := packClaims(ctx, db); err != nil {
		return err
	}
	for _, q := range []string{"DROP TABLE old_claim", "CREATE INDEX claim_record ON claim (record)"} {
		if _, err := db.ExecContext(ctx, q); err != nil {
			return err
		}
	}
	var acts int64
	if err := db.QueryRowContext(ctx, "SELECT count(*) FROM act").Scan(&acts); err != nil || acts == 0 {
		return err
	}
	type entry struct {
		number        int64
		content, hash []byte
	}
	var list []entry
	q := queries{&Store{}, db}
	err := q.sealed(ctx, func(next func() (store.LogRow, bool, error), streams []*store.Stream) error {
		return store.Seal(ctx, next, streams, func(number int64, content, hash []byte) error {
			list = append(list, entry{number, content, hash})
			return nil
		})
	})
	if err != nil {
		return err
	}
	for _, e := range list {
		if _, err := db.ExecContext(ctx, "UPDATE act SET content = ?, hash = ? WHERE id = ?", e.content, e.hash, e.number); err != nil {
			return err
		}
	}
	var table string
	err = db.QueryRowContext(ctx, `SELECT "table" FROM pragma_foreign_key_check LIMIT 1`).Scan(&table)
	if err == nil {
		return fmt.Errorf("a row of %s points to one that is not there", table)
	}
	if err != sql.ErrNoRows {
		return err
	}
	return nil
}

// packClaims packs the claims of one record and act, which have numbers in one
// line, into one row each.
func packClaims(ctx context.Context, db *sql.Tx) error {
	rows, err := db.QueryContext(ctx, `SELECT id, record, act, field, value, ifnull(text, 0), ifnull(paragraph, 0), start, stop,
		ifnull(contribution, ''), ifnull(author, ''), rule, inferred, state, EXISTS (SELECT 1 FROM decision d WHERE d.claim = c.id) FROM old_claim c ORDER BY id`)
	if err != nil {
		return err
	}
	defer rows.Close()
	type run struct {
		first, record, act int64
		count              int
		packed             []byte
	}
	var done []run
	var now run
	var claims []register.Claim
	var paragraphs []int64
	end := func() {
		if len(claims) > 0 {
			now.count, now.packed = len(claims), store.PackClaims(nil, claims, paragraphs)
			done = append(done, now)
		}
		claims, paragraphs = claims[:0], paragraphs[:0]
	}
	for rows.Next() {
		var c register.Claim
		var record, act, paragraph int64
		var decided bool
		if err := rows.Scan(&c.Key, &record, &act, &c.Field, &c.Value, &c.Evidence.Text, &paragraph, &c.Evidence.From, &c.Evidence.To,
			&c.Contribution, &c.Author, &c.Rule, &c.Inferred, &c.State, &decided); err != nil {
			return err
		}
		if decided {
			// Its first state was lost; the decisions say what it is now.
			c.State = register.Proposed
		}
		if record != now.record || act != now.act || c.Key != now.first+int64(len(claims)) {
			end()
			now = run{first: c.Key, record: record, act: act}
		}
		claims, paragraphs = append(claims, c), append(paragraphs, paragraph)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	end()
	for _, r := range done {
		if _, err := db.ExecContext(ctx, "INSERT INTO claim (id, record, count, packed, act) VALUES (?, ?, ?, ?, ?)", r.first, r.record, r.count, r.packed, r.act); err != nil {
			return err
		}
	}
	return nil
}
