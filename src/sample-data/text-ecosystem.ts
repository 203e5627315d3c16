import { formerMember } from './people.ts';
import type { SampleTask } from './plans.ts';
import { trust } from './text-security.ts';
import { h, ol, p, quote, table, ul } from './text.ts';

/** Key tasks of the strategy on the ecosystem. */
export const ecosystemTasks: readonly SampleTask[] = [
  {
    key: 'talent',
    title: '클라우드 전문 인력 양성',
    englishTitle: 'People who know the cloud',
    owner: 'cloud-ecosystem',
    parts: [
      {
        by: 'ecosystem-lead',
        fields: {
          goal: '설계, 운영, 보안의 세 갈래로 세 해 동안 만 명의 실무 인력을 길러 낸다.',
          leadMinistry: '교육부',
        },
        blocks: [
          quote(
            'Ten thousand practitioners in three years, in three lines: architecture, operation and security.',
          ),
          h('현황과 문제'),
          p(
            '기업은 사람을 구하지 못하고 졸업생은 일자리를 찾지 못하는 어긋남이 이어지고 있다. 대학의 과목은 이론에 치우쳐 있고, 기업이 바라는 것은 장애를 겪어 본 사람이다.',
          ),
          p('교육 과정은 많으나 수료 뒤에 무엇을 할 수 있는지 알 수 있는 공통의 잣대가 없다.'),
        ],
      },
      {
        by: 'ecosystem-7',
        fields: {
          indicators: [
            { name: '길러 낸 실무 인력', unit: '명', baseline: 1800, target: 10_000, year: 2024 },
            { name: '수료 여섯 달 뒤 취업률', unit: '%', baseline: 58, target: 75, year: 2024 },
          ],
          schedule: [
            { name: '역량 기준 마련', start: '2022-01', end: '2022-08' },
            { name: '실습형 과정 개설', start: '2022-09', end: '2024-12' },
          ],
        },
        blocks: [
          h('배우는 길'),
          table(
            ['갈래', '대상', '기간', '마지막 과제'],
            ['설계', '경력 3년 이상', '4개월', '기존 시스템의 전환 설계'],
            ['운영', '대학 졸업 예정자', '6개월', '2주 동안의 실제 운영 당직'],
            ['보안', '전산 담당 공무원', '3개월', '모의 침해 대응'],
          ),
          p(
            '과정마다 현업의 사람이 지도자로 참여하고, 실습은 사업자가 제공하는 실제 환경에서 한다. 수료증 대신 해낸 일의 목록을 남겨 고용주가 볼 수 있게 한다.',
          ),
        ],
      },
      {
        by: 'ecosystem-2',
        fields: {
          budget: {
            currency: 'KRW',
            lines: [
              { year: 2022, amount: 11_000_000_000 },
              { year: 2023, amount: 14_000_000_000 },
              { year: 2024, amount: 14_000_000_000 },
            ],
          },
        },
        blocks: [
          h('학교와의 연결'),
          ul(
            '전문대학과 특성화고에 공동 실습 환경을 연다.',
            '교원이 한 학기 동안 기업에서 일하고 돌아오는 제도를 만든다.',
            '지역의 학생이 지역의 전환 사업에 참여하는 현장 학기를 둔다.',
          ),
        ],
      },
    ],
  },
  {
    key: 'small-business',
    title: '중소기업의 이용과 지역 확산',
    englishTitle: 'Small firms and regions',
    owner: 'cloud-ecosystem',
    parts: [
      {
        by: 'ecosystem-3',
        fields: {
          goal: '중소기업이 부담 없이 시작하고 스스로 이어 쓰도록, 지역의 지원 기관과 함께 돕는다.',
          leadMinistry: '중소벤처기업부',
        },
        blocks: [
          quote('Small firms start without a burden and go on by themselves, with help in their own region.'),
          h('현황과 문제'),
          p(
            '이용권 사업으로 클라우드를 처음 써 본 기업은 많아졌지만, 지원이 끝나면 절반 넘게 이용을 그친다. 무엇을 골라야 할지 몰라 남이 권하는 것을 쓰고, 업무는 그대로 둔 채 도구만 하나 더한 탓이다.',
          ),
        ],
      },
      {
        by: formerMember,
        fields: {
          indicators: [
            { name: '이용권을 받은 기업', unit: '개', baseline: 3200, target: 9000, year: 2024 },
            { name: '지원이 끝난 한 해 뒤의 이용 지속률', unit: '%', baseline: 44, target: 70, year: 2024 },
          ],
        },
        blocks: [
          h('추진 방향'),
          ol(
            '고르기 전에 업무를 진단하고, 바꿀 업무와 효과를 먼저 정한다.',
            '이용권은 첫해 팔 할, 둘째 해 오 할로 줄여 스스로 내는 몫을 늘린다.',
            '해지와 자료 반환이 쉬운 서비스만 이용권의 대상으로 한다.',
          ),
          p(
            '소상공인은 업종별 조합을 통해 함께 계약하여 값을 낮추고, 조합이 첫 번째 물음에 답하는 창구가 된다.',
          ),
        ],
      },
      {
        by: 'ecosystem-4',
        fields: {
          schedule: [
            { name: '지역 지원 기관 지정', start: '2022-05', end: '2022-12' },
            { name: '권역별 협의회 운영', start: '2023', end: '2024' },
          ],
          budget: {
            currency: 'KRW',
            lines: [
              { year: 2022, amount: 16_000_000_000, note: '이용권' },
              { year: 2023, amount: 21_000_000_000, note: '이용권과 지역 지원 기관' },
            ],
          },
        },
        blocks: [
          h('지역'),
          p(
            '다섯 권역에 지원 기관을 정하고, 권역의 산업에 맞는 서비스를 지역 기업이 만들어 지역 기업이 쓰게 한다. 조선 기자재, 농식품 가공, 관광처럼 권역마다 한 업종을 먼저 고른다.',
          ),
        ],
      },
    ],
    revision: {
      by: 'ecosystem-5',
      reword: [{ from: '다섯 권역에 지원 기관을 정하고', to: '다섯 권역과 제주에 지원 기관을 정하고' }],
      blocks: [
        h('검토 의견의 반영', 2),
        p(
          '이용 지속률은 이용권을 받은 기업 모두를 분모로 하여 재고, 폐업한 기업을 따로 밝힌다. 지속하지 못한 까닭을 기업에 물어 다음 해의 기준을 고치는 데 쓴다.',
        ),
      ],
    },
  },
  trust,
];

/** Key tasks of the second plan. The second and the third of them didn't stay on their own. */
export const secondPlanTasks: readonly SampleTask[] = [
  {
    key: 'second-adoption',
    title: '공공기관의 민간 클라우드 도입 근거 마련',
    englishTitle: 'A legal base for private clouds in public institutions',
    owner: 'public-cloud',
    parts: [
      {
        by: 'public-lead',
        fields: {
          goal: '공공기관이 민간 클라우드를 쓸 수 있는 근거와 절차를 마련한다.',
          leadMinistry: '행정안전부',
          indicators: [{ name: '민간 클라우드를 쓰는 공공기관', unit: '개', target: 400, year: 2021 }],
        },
        blocks: [
          quote('Public institutions get a legal base and a procedure for using private clouds.'),
          h('추진 내용'),
          p(
            '이용할 수 있는 업무를 하나하나 허용하던 방식을, 안 되는 업무만 정하는 방식으로 바꾼다. 이용 신청에서 승인까지의 절차를 한 서식으로 줄인다.',
          ),
        ],
      },
      {
        by: 'public-3',
        blocks: [
          h('평가'),
          p(
            '이용 기관의 수는 목표를 넘겼으나 핵심 업무의 이용은 적었다. 다음 계획은 이용의 수보다 업무의 무게를 보아야 한다.',
          ),
          ul('예산 항목의 개편은 다음 계획으로 넘긴다.', '보안인증의 등급 구분을 검토한다.'),
        ],
      },
    ],
  },
  {
    key: 'second-guide',
    title: '공공기관 클라우드 이용 안내서 보급',
    englishTitle: 'A guide to the cloud for public institutions',
    owner: 'public-cloud',
    parts: [
      {
        by: 'public-6',
        fields: { goal: '담당자가 따라 할 수 있는 안내서를 펴낸다.', leadMinistry: '행정안전부' },
        blocks: [p('업무를 고르고, 견적을 받고, 계약하고, 옮기는 네 단계를 사례로 설명한 안내서를 펴낸다.')],
      },
    ],
  },
  {
    key: 'second-fair',
    title: '클라우드 산업 박람회 개최',
    englishTitle: 'A fair of the cloud industry',
    owner: 'cloud-industry',
    parts: [
      {
        by: 'industry-2',
        fields: { goal: '수요 기관과 공급 기업이 만나는 박람회를 해마다 연다.' },
        blocks: [p('해마다 가을에 박람회를 열어 공공기관의 수요를 미리 알리고 기업의 서비스를 시연한다.')],
      },
    ],
  },
];
