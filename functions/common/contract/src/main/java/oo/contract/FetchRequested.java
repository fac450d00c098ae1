package oo.contract;

public record FetchRequested(int connections) {}
