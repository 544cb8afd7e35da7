/**
 * Teams: their members, the members' permissions, and the rules that assign artefacts to them. Front doors: {@link
 * dev.assay.team.Teams}, {@link dev.assay.team.Rules}.
 */
@NullMarked
package dev.assay.team;

import org.jspecify.annotations.NullMarked;
