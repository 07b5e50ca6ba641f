package io.signalbox.trainer;

/** The recipe: data, features, algorithm, holdout, schedule. */
public record TrainingPlan(String name) {}
