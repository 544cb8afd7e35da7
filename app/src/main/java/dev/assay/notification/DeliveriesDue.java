package dev.assay.notification;

/** Event: there are deliveries to send after this transaction is committed. */
public record DeliveriesDue() {}
