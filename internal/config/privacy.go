package config

// Privacy says how the keys of persons are kept.
type Privacy struct {
	MasterKeyFile string `env:"MASTER_KEY_FILE" doc:"a file of master keys, a line each (id, space, base64 of 32 bytes), that wraps customers' keys in the ledger: the first line wraps, all open; empty: they are kept as they are"`
}
