package bactrian.postgres;

/**
 * What a database can only get when it is created.
 *
 * @param encoding such as {@code UTF8}
 * @param provider {@code c} for libc, {@code i} for ICU, {@code b} for builtin ({@code
 *     pg_database.datlocprovider}), or null before PostgreSQL 15, which has only libc
 * @param collate {@code LC_COLLATE}
 * @param ctype {@code LC_CTYPE}
 * @param localeOrNull ICU's or the builtin provider's locale
 * @param icuRulesOrNull ICU's additional rules
 * @param tablespace the default tablespace
 */
public record DatabaseLocale(
    String encoding,
    String provider,
    String collate,
    String ctype,
    String localeOrNull,
    String icuRulesOrNull,
    String tablespace) {

  /**
   * The statement that creates an empty database of this kind.
   *
   * @throws IllegalStateException for a provider that this program does not know
   */
  public String create(String database) {
    StringBuilder sql = new StringBuilder("CREATE DATABASE ").append(Identifier.quote(database));
    sql.append(" TEMPLATE template0 ENCODING ").append(Literal.quote(encoding));
    sql.append(" LC_COLLATE ").append(Literal.quote(collate));
    sql.append(" LC_CTYPE ").append(Literal.quote(ctype));
    if (provider != null) {
      sql.append(" LOCALE_PROVIDER ").append(providerWord());
    }
    if (localeOrNull != null) {
      sql.append("b".equals(provider) ? " BUILTIN_LOCALE " : " ICU_LOCALE ");
      sql.append(Literal.quote(localeOrNull));
    }
    if (icuRulesOrNull != null) {
      sql.append(" ICU_RULES ").append(Literal.quote(icuRulesOrNull));
    }
    if (!"pg_default".equals(tablespace)) {
      sql.append(" TABLESPACE ").append(Identifier.quote(tablespace));
    }
    return sql.toString();
  }

  private String providerWord() {
    return switch (provider) {
      case "c" -> "libc";
      case "i" -> "icu";
      case "b" -> "builtin";
      default -> throw new IllegalStateException("Unknown locale provider " + provider);
    };
  }
}
