package app

import (
	"context"
	"time"

	"github.com/makegood/makegood/api/support"
	"github.com/makegood/makegood/doctor"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// CodeKafkaAway: the broker does not answer.
const CodeKafkaAway refund.Code = "KAFKA_AWAY"

// OfficePorts are those of the pages of finance and operations: the same ledger, Temporal and Kafka as the service's.
func (p *ServicePorts) OfficePorts() support.OfficePorts {
	return support.OfficePorts{
		Books: func(ctx context.Context) (support.OfficeBooks, error) {
			books, err := p.reader.get(ctx)
			if err != nil {
				return nil, err
			}
			return books, nil
		},
		Away:     databaseAway,
		Surveys:  p.surveys,
		Switches: officeSwitches{p},
		Staff:    p.staff,
		Letters: func(ctx context.Context) ([]support.LetterTopic, error) {
			return letterTopics(ctx, p.settings, p.now), nil
		},
		Examine: p.examine,
		Policy:  p.configuredPolicy,
		Now:     p.Ports().Now,
	}
}

// surveys counts what customers said of their refunds.
func (p *ServicePorts) surveys(ctx context.Context, since time.Time) ([]ledger.SurveyFigure, error) {
	books, err := p.writer.get(ctx)
	if err != nil {
		return nil, err
	}
	return books.SurveyFigures(ctx, since)
}

// officeSwitches throw switches in the ledger that the service writes.
type officeSwitches struct{ *ServicePorts }

// Thrown implements support.SwitchBook.
func (p officeSwitches) Thrown(ctx context.Context) ([]ledger.Thrown, error) {
	books, err := p.writer.get(ctx)
	if err != nil {
		return nil, err
	}
	thrown, err := books.Thrown(ctx)
	return thrown, databaseAway(err)
}

// SetSwitch implements support.SwitchBook.
func (p officeSwitches) SetSwitch(ctx context.Context, in ledger.Switch) error {
	books, err := p.writer.get(ctx)
	if err != nil {
		return err
	}
	return databaseAway(books.SetSwitch(ctx, in))
}

// examine asks the doctor about everything that can be reached.
func (p *ServicePorts) examine(ctx context.Context) (doctor.Report, error) {
	books, err := p.writer.get(ctx)
	if err != nil {
		return ExamineUnwritable(ctx, p.settings, p.now, err)
	}
	patient, release := Patient(ctx, p.settings, books, p.now)
	defer release()
	report, err := doctor.Examine(ctx, patient)
	return report, databaseAway(err)
}

// configuredPolicy reads the files that the settings name.
func (p *ServicePorts) configuredPolicy(ctx context.Context) ([]ledger.RuleFile, error) {
	sources, err := PolicySources(ctx, p.settings.PolicyFile)
	if err != nil {
		return nil, err
	}
	return RuleFiles(sources), nil
}
