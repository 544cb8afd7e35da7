package dev.assay.notification;

/** There is something to send once this transaction is committed. */
public record DeliveriesDue() {}
