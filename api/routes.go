package api

import "concord/register"

// routes is the table of all addresses.
func (a *API) routes() {
	get[Records](a, "/records", "records", "Records that a filter finds", "Activities unless record= names another kind. The conditions add up.", ofList, a.records)
	get[Record](a, "/records/{id}", "record", "One record", "With claims, tellings, history, confirmations and samenesses as include= asks; as it was at a revision.", ofRecord, a.record)
	get[Record](a, "/records.jsonl", "bulk", "All records that a filter finds, as JSON Lines", "One record a line, without pages, however many there are. A line is what /records has in items; a connection that breaks off has not sent all.", []string{"jsonl"}, a.bulk)
	get[map[string][]Facet](a, "/facets", "facets", "How many records of a filter have each value", "", lists, a.facets)
	get[List[Document]](a, "/documents", "documents", "Documents that the register holds", "The newest version of each in each language, last taken in first.", lists, a.documents)
	get[Work](a, "/documents/{work}", "document", "One document", "Its symbols and versions; with format=akn one version as Akoma Ntoso 3.0.", ofWork, a.work)
	get[Paragraphs](a, "/paragraphs/{work}", "paragraphs", "Paragraphs of a document", "Each with the values and records that were read in it.", lists, a.paragraphs)
	get[List[Cited]](a, "/cited", "cited", "Works that are cited but not held", "The most cited first.", lists, a.cited)
	get[List[Mention]](a, "/mentions", "mentions", "Where a value is named", "In the newest versions, last taken in first.", lists, a.mentions)
	get[List[Candidate]](a, "/candidates", "candidates", "Names that the lexicon lacks", "", lists, a.candidates)
	get[List[Question]](a, "/questions", "questions", "Short forms that could not be resolved", "", lists, a.questions)
	get[List[register.Same]](a, "/samenesses", "samenesses", "Records that may be the same", "Questions and decisions, the most alike first.", lists, a.sames)
	get[register.Totals](a, "/totals", "totals", "What the register holds, in numbers", "Samples apart.", justJSON, a.totals)
	get[Log](a, "/log", "log", "The acts that changed the register", "In their order; each carries the hash of the one before.", lists, a.log)
	get[List[Actor]](a, "/actors", "actors", "Actors of the lexicon", "", lists, a.actors)
	get[Actor](a, "/actors/{id}", "actor", "One actor with its names", "", justJSON, a.oneActor)
	get[List[Place]](a, "/places", "places", "Places of the lexicon", "", lists, a.places)
	get[Place](a, "/places/{id}", "place", "One place with its names", "", justJSON, a.onePlace)
	get[List[Theme]](a, "/themes", "themes", "Themes, a closed list", "", lists, a.themes)
	get[List[Kind]](a, "/kinds", "kinds", "Kinds of records and their fields", "The data dictionary.", lists, a.kinds)
	get[map[string]any](a, "/openapi.json", "openapi", "This description", "OpenAPI 3.1.", justJSON, a.openAPI)
	get[map[string]any](a, "/context.jsonld", "context", "The context of JSON-LD", "What its words mean in schema.org, PROV-O and the Web Annotation vocabulary.", []string{"jsonld"}, a.context)
}
