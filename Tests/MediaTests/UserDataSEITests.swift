@testable import Media
import Testing

/// Which messages in pictures may tell who or where was filmed (Rec. ITU-T H.264, section 7.3.2.3).
@Suite struct UserDataSEITests {
  struct Message: Sendable {
    var kind: UInt8
    var data: [UInt8]
  }

  /// A NAL unit of messages with emulation prevention bytes.
  private func unit(_ messages: Message...) -> [UInt8] {
    var payload: [UInt8] = []
    for message in messages { payload += [message.kind, UInt8(message.data.count)] + message.data }
    payload.append(0x80)
    var (unit, zeros): ([UInt8], Int) = ([6], 0)
    for byte in payload {
      if zeros >= 2, byte <= 3 {
        unit.append(3)
        zeros = 0
      }
      unit.append(byte)
      zeros = byte == 0 ? zeros + 1 : 0
    }
    return unit
  }

  private let x264: [UInt8] = [
    0xDC, 0x45, 0xE9, 0xBD, 0xE6, 0xD9, 0x48, 0xB7, 0x96, 0x2C, 0xD8, 0x20, 0xD9, 0x23, 0xEE, 0xEF,
  ]

  @Test func `user data of unknown origin may tell a place, and that of known encoders does not`() {
    #expect(!UserDataSEI.mayIdentify(unit(Message(kind: 5, data: x264 + [0x41, 0x42]))))
    #expect(UserDataSEI.mayIdentify(unit(Message(kind: 5, data: x264.reversed()))))
  }

  /// Sizes do not count emulation prevention bytes, and a message's type or size may be 0x80.
  static let others = [
    Message(kind: 1, data: [UInt8](repeating: 0, count: 8)), Message(kind: 1, data: [0, 0, 1, 0, 0, 2]),
    Message(kind: 0x80, data: [7]), Message(kind: 1, data: [UInt8](repeating: 0, count: 0x80)),
  ]

  @Test(arguments: others) func `user data is found behind any other message`(other: Message) {
    #expect(UserDataSEI.mayIdentify(unit(other, Message(kind: 5, data: x264.reversed()))))
    #expect(!UserDataSEI.mayIdentify(unit(other, Message(kind: 5, data: x264))))
  }
}
