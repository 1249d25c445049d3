package main

import (
	"fmt"

	appsv1 "k8s.io/api/apps/v1"
	autoscalingv2 "k8s.io/api/autoscaling/v2"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	policyv1 "k8s.io/api/policy/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/serializer/json"
	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/kyaml/filesys"
)

// objects are what an overlay comes to.
type objects struct {
	deployments []*appsv1.Deployment
	jobs        []*batchv1.Job
	services    []*corev1.Service
	accounts    map[string]bool
	settings    map[string]*corev1.ConfigMap
	budgets     []*policyv1.PodDisruptionBudget
	scalers     []*autoscalingv2.HorizontalPodAutoscaler
	policies    []*networkingv1.NetworkPolicy
	claims      map[string]*corev1.PersistentVolumeClaim
	// namespaced are the objects that name a namespace.
	namespaced []string
}

// build runs kustomize on a folder, and decodes each object strictly: an unknown or repeated field, or a value of
// another type, is an error.
func build(files filesys.FileSystem, folder string) (objects, error) {
	out := objects{accounts: map[string]bool{}, settings: map[string]*corev1.ConfigMap{}, claims: map[string]*corev1.PersistentVolumeClaim{}}
	built, err := krusty.MakeKustomizer(krusty.MakeDefaultOptions()).Run(files, folder)
	if err != nil {
		return out, fmt.Errorf("%s: %w", folder, err)
	}
	decoder, err := strict()
	if err != nil {
		return out, err
	}
	for _, resource := range built.Resources() {
		text, err := resource.AsYAML()
		if err != nil {
			return out, fmt.Errorf("%s: %w", folder, err)
		}
		object, _, err := decoder.Decode(text, nil, nil)
		if err != nil {
			return out, fmt.Errorf("%s: %s %s: %w", folder, resource.GetKind(), resource.GetName(), err)
		}
		if resource.GetNamespace() != "" {
			out.namespaced = append(out.namespaced, resource.GetKind()+" "+resource.GetName())
		}
		if err := out.add(object); err != nil {
			return out, fmt.Errorf("%s: %w", folder, err)
		}
	}
	return out, nil
}

// strict decodes by the types of the API groups that makegood uses.
func strict() (runtime.Decoder, error) {
	scheme := runtime.NewScheme()
	for _, add := range []func(*runtime.Scheme) error{
		appsv1.AddToScheme, autoscalingv2.AddToScheme, batchv1.AddToScheme, corev1.AddToScheme, networkingv1.AddToScheme, policyv1.AddToScheme,
	} {
		if err := add(scheme); err != nil {
			return nil, err
		}
	}
	return json.NewSerializerWithOptions(json.DefaultMetaFactory, scheme, scheme, json.SerializerOptions{Yaml: true, Strict: true}), nil
}

func (o *objects) add(object runtime.Object) error {
	switch one := object.(type) {
	case *appsv1.Deployment:
		o.deployments = append(o.deployments, one)
	case *batchv1.Job:
		o.jobs = append(o.jobs, one)
	case *corev1.Service:
		o.services = append(o.services, one)
	case *corev1.ServiceAccount:
		o.accounts[one.Name] = true
	case *corev1.ConfigMap:
		o.settings[one.Name] = one
	case *networkingv1.NetworkPolicy:
		o.policies = append(o.policies, one)
	case *corev1.PersistentVolumeClaim:
		o.claims[one.Name] = one
	case *policyv1.PodDisruptionBudget:
		o.budgets = append(o.budgets, one)
	case *autoscalingv2.HorizontalPodAutoscaler:
		o.scalers = append(o.scalers, one)
	default:
		return fmt.Errorf("nothing checks a %T", object)
	}
	return nil
}
