/**
 * Teams: who is in them, what their members may do, and the rules that tie artefacts to them. Front doors: {@link
 * dev.assay.team.Teams}, {@link dev.assay.team.Rules}.
 */
@NullMarked
package dev.assay.team;

import org.jspecify.annotations.NullMarked;
