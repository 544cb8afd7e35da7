/** What the service says about itself: root, version, health, limits, API description. */
@NullMarked
package dev.assay.service;

import org.jspecify.annotations.NullMarked;
