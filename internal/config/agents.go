package config

// Agents says how language models reach refunds at the API, by the Model Context Protocol.
type Agents struct {
	MCP string `env:"MCP" envDefault:"on" doc:"on: makegood api answers agents at /mcp (docs/agents.md); off: it does not"`
	URL string `env:"MCP_URL" doc:"how agents reach it behind a proxy, such as https://refunds.shop.example/mcp; empty: as each of them calls it"`
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
}
