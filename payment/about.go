package payment

import "context"

type aboutKey struct{}

// WithInstruction says what the calls under a context are about, for those who keep them.
func WithInstruction(ctx context.Context, in Instruction) context.Context {
	return context.WithValue(ctx, aboutKey{}, in)
}

// InstructionIn is what a call is about; the zero value: nobody has said.
func InstructionIn(ctx context.Context) Instruction {
	in, _ := ctx.Value(aboutKey{}).(Instruction)
	return in
}
