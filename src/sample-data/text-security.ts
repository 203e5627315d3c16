import type { SampleTask } from './plans.ts';
import { bold, h, ol, p, quote, table, ul } from './text.ts';

/** Stands under the strategy on the public sector. */
export const certification: SampleTask = {
  key: 'certification',
  title: '공공 클라우드 보안인증의 개편',
  englishTitle: 'A graded security certification for public clouds',
  owner: 'security-trust',
  parts: [
    {
      by: 'security-3',
      fields: {
        goal: '보안인증을 등급으로 나누어 위험에 맞게 요구하고, 심사 기간을 절반으로 줄인다.',
        leadMinistry: '과학기술정보통신부',
      },
      blocks: [
        quote(
          'The certification is graded by risk, follows changes continuously, and takes half of the time it takes today.',
        ),
        h('현황과 문제'),
        p(
          '지금의 인증은 다루는 정보가 무엇이든 같은 통제 항목을 요구한다. 공개 정보만 다루는 서비스도 가장 엄격한 분리를 갖추어야 하니 시장에 들어오는 회사가 적고, 정작 위험이 큰 업무에는 요구가 모자라다는 지적을 함께 받는다.',
        ),
        p('심사에는 평균 다섯 달이 걸리며, 기능이 바뀔 때마다 다시 심사를 받아 새 기능의 제공이 늦어진다.'),
      ],
    },
    {
      by: 'security-4',
      fields: {
        indicators: [
          { name: '평균 심사 기간', unit: '개월', baseline: 5, target: 2.5, year: 2023 },
          { name: '인증을 받은 서비스', unit: '개', baseline: 64, target: 250, year: 2024 },
        ],
        schedule: [
          { name: '등급 기준 고시', start: '2022-06', end: '2022-12' },
          { name: '상시 점검 시범', start: '2023-01', end: '2023-12' },
        ],
        budget: { currency: 'KRW', lines: [{ year: 2023, amount: 5_400_000_000, note: '상시 점검 체계' }] },
      },
      blocks: [
        h('등급별 요구'),
        table(
          ['등급', '분리', '점검'],
          ['하', '계정과 권한의 분리', '한 해에 한 번, 서면'],
          ['중', '논리적 망 분리', '한 해에 두 번, 현장'],
          ['상', '물리적 분리', '상시 점검과 모의 침투'],
        ),
        p(
          '등급은 서비스가 아니라 서비스가 다루는 정보와 업무에 매긴다. 같은 회사의 서비스라도 쓰임에 따라 다른 등급을 받을 수 있다.',
        ),
        p('중대한 변경이 아니면 사후에 신고하도록 한다.'),
      ],
    },
  ],
  revision: {
    by: 'security-3',
    reword: [
      {
        from: '중대한 변경이 아니면 사후에 신고하도록 한다.',
        to: '변경을 경미, 보통, 중대의 셋으로 나누어, 경미한 변경은 분기마다 모아 신고하고 보통은 열흘 전에 알리며 중대한 변경만 다시 심사한다.',
      },
    ],
    blocks: [
      h('전환기의 조치'),
      p(
        '이미 인증을 받은 서비스는 유효기간이 끝날 때까지 중 등급으로 본다. 기준이 바뀌는 동안 심사를 기다리는 회사에는 새 기준과 옛 기준 가운데 하나를 고르게 한다.',
      ),
      ul(
        '등급 판정에 이의가 있으면 서른 날 안에 다시 판정한다.',
        '판정의 기준과 사례를 모아 해마다 공개한다.',
      ),
    ],
  },
};

/** Stands under the strategy on the ecosystem. */
export const trust: SampleTask = {
  key: 'trust',
  title: '이용자 보호와 신뢰 확보',
  englishTitle: 'Protecting users, earning trust',
  owner: 'security-trust',
  parts: [
    {
      by: 'security-2',
      fields: {
        goal: '장애와 유출이 났을 때 이용자가 제때 알고, 자료를 되찾고, 손해를 보상받는 절차를 갖춘다.',
        leadMinistry: '개인정보보호위원회',
      },
      blocks: [
        quote(
          'When a service fails or leaks, users learn of it in time, get their data back and are compensated.',
        ),
        h('현황과 문제'),
        p(
          '서비스가 멈추어도 이용자는 뉴스를 보고서야 까닭을 아는 일이 있다. 약관의 보상 기준은 사업자마다 다르고, 이용료의 일부를 돌려주는 데 그친다.',
        ),
        p(
          bold('믿음은 기록에서 나온다.'),
          ' 얼마나 자주, 얼마나 오래 멈추었는지 견줄 수 있는 기록이 없으면 좋은 서비스를 가려낼 수 없다.',
        ),
      ],
    },
    {
      by: 'security-5',
      fields: {
        indicators: [
          { name: '가용성을 공개하는 사업자', unit: '개', baseline: 9, target: 60, year: 2024 },
          { name: '장애를 알리기까지의 시간', unit: '분', baseline: '기록 없음', target: 30, year: 2023 },
        ],
        schedule: [{ name: '표준 약관 마련', start: '2022-04', end: '2022-12' }],
      },
      blocks: [
        h('이용자의 권리'),
        ol(
          '알 권리: 장애가 나면 서른 분 안에 상태를 알리고, 열흘 안에 원인을 밝힌다.',
          '옮길 권리: 계약이 끝난 뒤 두 달 동안 자료를 널리 쓰는 형식으로 내려받을 수 있다.',
          '지울 권리: 자료를 지웠다는 확인서를 받을 수 있다.',
        ),
        p(
          '이용자 단체가 참여하는 분쟁 조정 창구를 두어 소송으로 가기 전에 두 달 안에 조정안을 낸다. 조정의 결과는 이름을 가리고 공개한다.',
        ),
      ],
    },
    {
      by: 'security-lead',
      fields: {
        budget: { currency: 'KRW', lines: [{ year: 2022, amount: 2_300_000_000, note: '조정 창구' }] },
      },
      blocks: [
        h('점검', 2),
        p(
          '가용성과 사고의 기록은 사업자가 내고, 정보보호 전문 기관이 표본을 골라 확인한다. 거짓으로 낸 기록은 공공 목록에서 여섯 달 동안 빼는 사유가 된다.',
        ),
      ],
    },
  ],
};
