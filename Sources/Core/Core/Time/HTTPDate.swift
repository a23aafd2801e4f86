/// The IMF-fixdate format of `Date` fields (RFC 9110, section 5.6.7): `Sun, 06 Nov 1994 08:49:37 GMT`.
public enum HTTPDate {
  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  /// Parses a date to POSIX time in seconds; nil for other formats.
  public static func seconds(_ text: String) -> Int64? {
    let words = text.split(whereSeparator: { ", :".contains($0) })
    guard words.count == 8, words[7] == "GMT", let day = Int(words[1]),
      let month = months.firstIndex(of: String(words[2])), let year = Int(words[3]), let hour = Int(words[4]),
      let minute = Int(words[5]), let second = Int(words[6])
    else { return nil }
    return CivilTime(year: year, month: month + 1, day: day, hour: hour, minute: minute, second: second)?
      .secondsSince1970
  }
}
