package kafka

import (
	"context"
	"fmt"
	"time"

	driver "github.com/segmentio/kafka-go"
	"go.uber.org/zap"
)

// watch ends the session when a partition is nobody's: the topic was made, or got more partitions,
// after its partitions were shared out. Whoever leads the group shares them out anew when it joins
// again, and for every other member joining again changes nothing. Two looks have to agree, because a group that is
// sharing out at this moment looks the same.
func (s *session) watch(ctx context.Context) {
	ticker := time.NewTicker(s.config.WatchEvery)
	defer ticker.Stop()
	for seen := 0; ; {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		missed, err := s.unassigned(ctx)
		switch {
		case err != nil && ctx.Err() == nil:
			s.config.Logger.Debug("cannot see who reads which partition", zap.String("topic", s.config.Topic), zap.Error(err))
		case missed == 0:
			seen = 0
		default:
			seen++
		}
		if seen == looksThatAgree {
			s.config.Logger.Info("partitions are nobody's; joining the group again",
				zap.String("topic", s.config.Topic), zap.Int("partitions", missed))
			s.end()
			return
		}
	}
}

const looksThatAgree = 2

// unassigned counts the topic's partitions that no member of the group has.
func (s *session) unassigned(ctx context.Context) (int, error) {
	ctx, cancel := context.WithTimeout(ctx, fetchTimeout)
	defer cancel()
	there, err := s.partitionsThere(ctx)
	if err != nil || len(there) == 0 {
		return 0, err
	}
	answer, err := s.client.DescribeGroups(ctx, &driver.DescribeGroupsRequest{GroupIDs: []string{s.config.Group}})
	if err != nil {
		return 0, fmt.Errorf("describe group %s: %w", s.config.Group, err)
	}
	for _, g := range answer.Groups {
		if g.GroupID != s.config.Group || g.Error != nil || g.GroupState != "Stable" {
			return 0, g.Error
		}
		for _, m := range g.Members {
			for _, t := range m.MemberAssignments.Topics {
				removeAssigned(there, t, s.config.Topic)
			}
		}
	}
	return len(there), nil
}

func removeAssigned(from map[int]bool, assigned driver.GroupMemberTopic, topic string) {
	if assigned.Topic != topic {
		return
	}
	for _, id := range assigned.Partitions {
		delete(from, id)
	}
}

// partitionsThere are the topic's partitions; none where the topic is not there.
func (s *session) partitionsThere(ctx context.Context) (map[int]bool, error) {
	answer, err := s.client.Metadata(ctx, &driver.MetadataRequest{Topics: []string{s.config.Topic}})
	if err != nil {
		return nil, fmt.Errorf("read metadata of %s: %w", s.config.Topic, err)
	}
	there := map[int]bool{}
	for _, t := range answer.Topics {
		for _, p := range t.Partitions {
			there[p.ID] = t.Name == s.config.Topic
		}
	}
	return there, nil
}
