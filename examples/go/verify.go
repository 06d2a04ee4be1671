// Proves a delivery of Logto genuine: its body comes from standard input, its signature as the argument.
//
//	LOGTO_WEBHOOK_SIGNING_KEY=… go run verify.go SIGNATURE < body
package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"os"
	"strings"
)

// Genuine says whether body, as it came over the wire, was signed with key. Nothing is genuine without a key.
func Genuine(body []byte, signature, key string) bool {
	if key == "" || strings.TrimSpace(key) != key {
		return false
	}
	signed, err := hex.DecodeString(strings.Trim(signature, " \t"))
	if err != nil {
		return false
	}
	mac := hmac.New(sha256.New, []byte(key))
	mac.Write(body)
	return hmac.Equal(signed, mac.Sum(nil))
}

func main() {
	body, err := io.ReadAll(os.Stdin)
	if err != nil || len(os.Args) != 2 || !Genuine(body, os.Args[1], os.Getenv("LOGTO_WEBHOOK_SIGNING_KEY")) {
		os.Exit(1)
	}
}
