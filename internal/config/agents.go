package config

// Agents says how language models reach refunds, by the Model Context Protocol: at the API, and as makegood mcp.
type Agents struct {
	MCP       string `env:"MCP" envDefault:"on" doc:"on: makegood api answers agents at /mcp (docs/agents.md); off: it does not"`
	URL       string `env:"MCP_URL" doc:"how agents reach it behind a proxy, such as https://refunds.shop.example/mcp; empty: as each of them calls it"`
	Token     string `env:"TOKEN" secret:"whole" doc:"whose token makegood mcp acts by: a machine's; it is never shown. Without one it acts as a machine that is only asserted: whatever it asks for waits for a person"`
	TokenFile string `env:"TOKEN_FILE" doc:"or the file it lies in, read again for each call, so that a new one needs no restart"`
}

// On reports whether the API answers agents.
func (a Agents) On() bool { return a.MCP == agentsOn }

// The values of API_MCP.
const (
	agentsOn  = "on"
	agentsOff = "off"
)

// agents checks how agents reach refunds.
func (p *problems) agents(a Agents) {
	p.oneOf("API_MCP", a.MCP, []string{agentsOn, agentsOff})
	if a.URL != "" {
		p.url("API_MCP_URL", a.URL)
	}
	p.oneSecret("API_TOKEN", a.Token, a.TokenFile)
}
