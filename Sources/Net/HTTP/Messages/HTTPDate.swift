import CCurl

/// The time of a `Date` or `Last-Modified` field (RFC 9110, section 5.6.7).
public enum HTTPDate {
  /// Seconds since 1970; nil for a text that is no date.
  public static func seconds(_ text: String) -> Int64? {
    let seconds = curl_getdate(text, nil)
    return seconds < 0 ? nil : Int64(seconds)
  }
}
