/// Redacts addresses for messages: removes user name and password, and the values of a query or a fragment, which are
/// signatures and tokens in presigned URLs.
public enum RedactedAddress {
  /// Redacts one address: a URL of any scheme or `s3://BUCKET/KEY`. A path is returned unchanged.
  public static func text(_ address: String) -> String {
    guard let mark = address.firstRange(of: "://"), isScheme(address[..<mark.lowerBound]) else {
      return address
    }
    let scheme = address[..<mark.upperBound]
    let rest = withoutUser(address[mark.upperBound...])
    if scheme.lowercased() == "s3://" { return scheme + withoutValues(rest) }
    return String(scheme + rest.prefix { $0 != "?" && $0 != "#" })
  }

  /// Redacts all addresses in a text, such as a message of a library or a server.
  public static func redactingSecrets(in text: String) -> String {
    var (result, rest) = ("", text[...])
    while let mark = rest.firstRange(of: "://") {
      let start = schemeStart(before: mark.lowerBound, in: rest)
      let end = rest[mark.upperBound...].firstIndex(where: isDelimiter) ?? rest.endIndex
      let address = rest[start..<end]
      // Punctuation after an address belongs to the sentence.
      let tail = address.reversed().prefix { ":;,.)]".contains($0) }.count
      result += rest[..<start]
      result += Self.text(String(address.dropLast(tail))) + address.suffix(tail)
      rest = rest[end...]
    }
    return result + rest
  }

  /// The last path component of an address: `v.mp4`.
  public static func name(_ address: String) -> String {
    var path = text(address)
    if path.lowercased().hasPrefix("s3://") { path = String(path.prefix { $0 != "?" }) }
    return path.split(separator: "/").last.map(String.init) ?? ""
  }

  /// The file name extension of an address's path in lower case: `mp4`. An object's key counts as a whole, without its
  /// version. For comparison only, since it may contain redacted text.
  public static func ending(_ address: String) -> String {
    let isKey = address.lowercased().hasPrefix("s3://")
    let version = isKey ? address.ranges(of: "?versionId=").last : nil
    let path = isKey ? String(address[..<(version?.lowerBound ?? address.endIndex)]) : text(address)
    let name = path.split(separator: "/").last ?? ""
    return name.contains(".") ? name.split(separator: ".").last?.lowercased() ?? "" : ""
  }

  /// Removes user name and password. If a password contains a character that ends the authority (`/`, `?`, `#`), the
  /// text before it looks like a host with a port that is not a number.
  private static func withoutUser(_ rest: Substring) -> Substring {
    let authority = rest.prefix { !"/?#".contains($0) }
    if let at = authority.lastIndex(of: "@") { return rest[rest.index(after: at)...] }
    let port = authority.drop { $0 != "]" }.isEmpty ? authority : authority.drop { $0 != "]" }
    guard let colon = port.lastIndex(of: ":") else { return rest }
    let digits = port[colon...].dropFirst()
    guard digits.isEmpty || !digits.allSatisfy(\.isWholeNumber) else { return rest }
    guard let at = rest[authority.endIndex...].firstIndex(of: "@") else {
      return digits.isEmpty ? rest : authority[..<colon]
    }
    return withoutUser(rest[rest.index(after: at)...])
  }

  /// Removes the values of an object's query. A key may contain `?`, so only a text with `=` after it counts as a
  /// query. A version id is no secret.
  private static func withoutValues(_ key: Substring) -> String {
    guard let mark = key.firstIndex(of: "?"), key[mark...].contains("=") else { return String(key) }
    let members = key[mark...].dropFirst().split(separator: "&", omittingEmptySubsequences: false)
    let shown = members.map { member in
      guard let sign = member.firstIndex(of: "="), member[..<sign] != "versionId" else {
        return String(member)
      }
      return "\(member[...sign])…"
    }
    return key[...mark] + shown.joined(separator: "&")
  }

  private static func isScheme(_ text: Substring) -> Bool {
    guard let first = text.first, first.isASCII, first.isLetter else { return false }
    return text.allSatisfy(isOfScheme)
  }

  private static func isOfScheme(_ character: Character) -> Bool {
    character.isASCII && (character.isLetter || character.isNumber || "+-.".contains(character))
  }

  private static func schemeStart(before end: Substring.Index, in text: Substring) -> Substring.Index {
    let scheme = text[..<end].reversed().prefix(while: isOfScheme)
    return text.index(end, offsetBy: -scheme.count)
  }

  private static func isDelimiter(_ character: Character) -> Bool {
    character.isWhitespace || "'\"`<>\\".contains(character)
  }
}
