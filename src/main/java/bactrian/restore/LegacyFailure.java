package bactrian.restore;

import bactrian.failure.StreamFailure;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What to do when psql or pg_restore could not give a legacy file's objects to their owners. Such
 * files hold ownership and grants, and no list of roles. Pure; a server that speaks another
 * language than English keeps its own words.
 */
public final class LegacyFailure {
  private static final Pattern NO_ROLE = Pattern.compile("role \"(.*?)\" does not exist");
  private static final Pattern NO_MEMBER =
      Pattern.compile("must be (?:a )?(?:member of role|able to SET ROLE) \"(.*?)\"");

  private LegacyFailure() {}

  /** The same failure with a sentence that names the role, or the failure itself. */
  public static StreamFailure explained(StreamFailure failure) {
    Matcher noRole = NO_ROLE.matcher(failure.sentence());
    if (noRole.find()) {
      String role = noRole.group(1);
      return because(
          failure,
          "The legacy file names the role \"%s\", which the server does not have: run CREATE ROLE \"%s\", let the role that restores be its member, and restore again",
          role);
    }
    Matcher noMember = NO_MEMBER.matcher(failure.sentence());
    if (noMember.find()) {
      return because(
          failure,
          "The legacy file gives objects to the role \"%s\", which the role that restores cannot become: run GRANT \"%s\" to it, or restore as a superuser",
          noMember.group(1));
    }
    return failure;
  }

  private static StreamFailure because(StreamFailure failure, String sentence, String role) {
    return new StreamFailure(failure.exitCode(), sentence.formatted(role, role), failure);
  }
}
