import CSystem
import Glibc

/// A second in UTC, as POSIX counts them: without leap seconds. The calendar is the C library's.
public struct CivilTime: Sendable, Equatable {
  /// Seconds since 1970-01-01T00:00:00Z.
  public let secondsSince1970: Int64

  public init(secondsSince1970: Int64) {
    self.secondsSince1970 = secondsSince1970
  }

  /// Parses ISO 8601's basic format, `20130524T000000Z`. A leap second is the first second of the next minute. Nil for
  /// another format, and for a day or time that does not exist.
  public init?(basic text: String) {
    var fields = tm()
    guard text.utf8.count == Self.length, !text.utf8.contains(where: { $0 == UInt8(ascii: " ") }),
      let end = text.withCString({ fv_parse_time($0, Self.format, &fields)?.pointee }
      ),
      end == 0
    else { return nil }
    let day = (fields.tm_year, fields.tm_mon, fields.tm_mday)
    secondsSince1970 = Int64(timegm(&fields))
    // timegm takes February 30 for March 2.
    let isLeapSecond = text.utf8.dropLast().suffix(2).elementsEqual("60".utf8)
    guard isLeapSecond || day == (fields.tm_year, fields.tm_mon, fields.tm_mday) else { return nil }
  }

  /// `20130524T000000Z`, ISO 8601's basic format, as `X-Amz-Date` has it.
  public var basic: String {
    var (seconds, fields) = (time_t(secondsSince1970), tm())
    gmtime_r(&seconds, &fields)
    return String(unsafeUninitializedCapacity: Self.length + 1) { bytes in
      bytes.withMemoryRebound(to: CChar.self) {
        strftime($0.baseAddress, $0.count, Self.format, &fields)
      }
    }
  }

  /// `20130524`, the day of a credential's scope.
  public var basicDay: String { String(basic.prefix(8)) }

  /// Numbers only: their form does not depend on the locale.
  private static let format = "%Y%m%dT%H%M%SZ"
  private static let length = 16
}
