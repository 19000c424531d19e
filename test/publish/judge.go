// judge FOLDER VERIFIER: reads a published log with the Go project's note and tlog and nothing of ours.
//
// Its reader of tiles is not asked: Debian's has CVE-2026-56865.  All hashes are made from the entries, and compared with every tile.
// SPDX-License-Identifier: Apache-2.0
package main

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func need(good bool, format string, words ...interface{}) {
	if !good {
		fmt.Fprintf(os.Stderr, format+"\n", words...)
		os.Exit(1)
	}
}

// The paths of tlog-tiles are those of tlog without the height.
func pathOf(tile tlog.Tile) string {
	return strings.Replace(strings.Replace(tile.Path(), "tile/8/data", "tile/entries", 1), "tile/8/", "tile/", 1)
}

func readNote(text []byte, verifier note.Verifier) (int64, tlog.Hash) {
	opened, err := note.Open(text, note.VerifierList(verifier))
	need(err == nil && len(opened.Sigs) == 1, "the note: %v", err)
	lines := strings.Split(opened.Text, "\n")
	need(len(lines) == 4 && lines[0] == verifier.Name(), "the checkpoint has other lines: %q", lines)
	size, err := strconv.ParseInt(lines[1], 10, 64)
	need(err == nil, "the size: %v", err)
	root, err := base64.StdEncoding.DecodeString(lines[2])
	need(err == nil && len(root) == tlog.HashSize, "the root: %v", err)
	var hash tlog.Hash
	copy(hash[:], root)
	return size, hash
}

func readEntries(folder string, size int64) [][]byte {
	var entries [][]byte
	for n := int64(0); n*256 < size; n++ {
		width := size - n*256
		if width > 256 {
			width = 256
		}
		data, err := os.ReadFile(filepath.Join(folder, pathOf(tlog.Tile{H: 8, L: -1, N: n, W: int(width)})))
		need(err == nil, "a bundle: %v", err)
		for len(data) > 0 {
			length := int(data[0])<<8 | int(data[1])
			need(len(data) >= 2+length, "bundle %d is cut", n)
			entries = append(entries, data[2:2+length])
			data = data[2+length:]
		}
	}
	return entries
}

func checkReceipt(path string, verifier note.Verifier) {
	text, err := os.ReadFile(path)
	need(err == nil, "%v", err)
	head, checkpoint, found := strings.Cut(string(text), "\n\n")
	lines := strings.Split(head, "\n")
	need(found && len(lines) >= 3 && lines[0] == "c2sp.org/tlog-proof@v1", "%s: no proof", path)
	leaf, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(lines[1], "extra "))
	need(err == nil, "extra: %v", err)
	index, err := strconv.ParseInt(strings.TrimPrefix(lines[2], "index "), 10, 64)
	need(err == nil, "index: %v", err)
	var proof tlog.RecordProof
	for _, line := range lines[3:] {
		hash, err := tlog.ParseHash(line)
		need(err == nil, "a hash: %v", err)
		proof = append(proof, hash)
	}
	size, root := readNote([]byte(checkpoint), verifier)
	err = tlog.CheckRecord(proof, size, root, index, tlog.RecordHash(leaf))
	need(err == nil, "%s: %v", path, err)
}

func main() {
	verifier, err := note.NewVerifier(os.Args[2])
	need(err == nil, "the key: %v", err)
	for _, path := range os.Args[3:] {
		checkReceipt(path, verifier)
	}
	folder := os.Args[1]
	text, err := os.ReadFile(filepath.Join(folder, "checkpoint"))
	need(err == nil, "%v", err)
	size, root := readNote(text, verifier)
	entries := readEntries(folder, size)
	need(int64(len(entries)) == size, "%d entries of %d", len(entries), size)
	var stored []tlog.Hash
	reader := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		var hashes []tlog.Hash
		for _, index := range indexes {
			hashes = append(hashes, stored[index])
		}
		return hashes, nil
	})
	for n, entry := range entries {
		hashes, err := tlog.StoredHashes(int64(n), entry, reader)
		need(err == nil, "entry %d: %v", n, err)
		stored = append(stored, hashes...)
	}
	made, err := tlog.TreeHash(size, reader)
	need(err == nil && made == root, "the root of the entries is another than the signed one")
	tiles := tlog.NewTiles(8, 0, size)
	for _, tile := range tiles {
		// It names every width that there ever was; files are of the last one.
		if there := size>>(8*uint(tile.L)) - tile.N*256; tile.W < 256 && int64(tile.W) != there {
			continue
		}
		wanted, err := tlog.ReadTileData(tile, reader)
		need(err == nil, "%v", err)
		data, err := os.ReadFile(filepath.Join(folder, pathOf(tile)))
		need(err == nil && bytes.Equal(data, wanted), "tile %s is another: %v", pathOf(tile), err)
	}
	fmt.Printf("good: %d entries, %d tiles, %d receipts\n", size, len(tiles), len(os.Args)-3)
}
