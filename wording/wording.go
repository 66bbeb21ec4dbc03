// Package wording writes values in the words of a language: messages, numbers, dates. A
// language is a column of tables; nothing here branches on one.
//
// The messages themselves belong to whoever says them: the labels of pages to package
// web, the prose of reports to package report.
package wording
