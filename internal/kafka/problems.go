package kafka

import (
	"context"
	"fmt"
	"strconv"

	driver "github.com/segmentio/kafka-go"
)

// The settings of topics that are looked at.
const (
	settingCleanup    = "cleanup.policy"
	settingBytesMax   = "max.message.bytes"
	cleanupDelete     = "delete"
	headersOnTopBytes = 64 << 10
)

// TopicProblems says in sentences what is wrong with the settings of a topic that the group reads, and
// with its dead-letter topic. Nothing is changed: topics belong to who made them.
func TopicProblems(ctx context.Context, line Line, topic Topic, group string) ([]string, error) {
	transport := line.transport()
	defer transport.CloseIdleConnections()
	letters := topic.DeadLetters(group)
	settings, err := UntilKnown(ctx, func() (map[string]map[string]string, error) {
		return topicSettings(ctx, line.client(transport), topic.Name, letters.Name)
	})
	if err != nil {
		return nil, err
	}
	var problems []string
	for _, name := range []string{topic.Name, letters.Name} {
		if got := settings[name][settingCleanup]; got != cleanupDelete {
			problems = append(problems, fmt.Sprintf("topic %s has %s=%s and needs %s: compaction keeps only the last record of a key, so an order's earlier events are lost",
				name, settingCleanup, got, cleanupDelete))
		}
	}
	problem, err := lettersTooSmall(settings, topic.Name, letters.Name)
	if problem != "" {
		problems = append(problems, problem)
	}
	return problems, err
}

// lettersTooSmall: a record of the topic, with the headers of a dead letter on top, has to fit.
func lettersTooSmall(settings map[string]map[string]string, topic, letters string) (string, error) {
	record, err := strconv.Atoi(settings[topic][settingBytesMax])
	if err != nil {
		return "", fmt.Errorf("%s of %s: %w", settingBytesMax, topic, err)
	}
	letter, err := strconv.Atoi(settings[letters][settingBytesMax])
	if err != nil {
		return "", fmt.Errorf("%s of %s: %w", settingBytesMax, letters, err)
	}
	if need := record + headersOnTopBytes; letter < need {
		return fmt.Sprintf("dead-letter topic %s has %s=%d and needs %d: of larger records it keeps the place, and not the bytes",
			letters, settingBytesMax, letter, need), nil
	}
	return "", nil
}

// topicSettings are the topics' settings, by topic and name.
func topicSettings(ctx context.Context, client *driver.Client, topics ...string) (map[string]map[string]string, error) {
	request := &driver.DescribeConfigsRequest{}
	for _, name := range topics {
		request.Resources = append(request.Resources, driver.DescribeConfigRequestResource{
			ResourceType: driver.ResourceTypeTopic, ResourceName: name, ConfigNames: []string{settingCleanup, settingBytesMax},
		})
	}
	answer, err := client.DescribeConfigs(ctx, request)
	if err != nil {
		return nil, fmt.Errorf("read the settings of topics: %w", err)
	}
	settings := map[string]map[string]string{}
	for _, of := range answer.Resources {
		if of.Error != nil {
			return nil, fmt.Errorf("read the settings of topic %s: %w", of.ResourceName, of.Error)
		}
		settings[of.ResourceName] = map[string]string{}
		for _, entry := range of.ConfigEntries {
			settings[of.ResourceName][entry.ConfigName] = entry.ConfigValue
		}
	}
	return settings, nil
}
